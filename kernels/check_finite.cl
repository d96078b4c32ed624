// check_finite.cl: healthy = 0 if one of two scalars is infinite or NaN; else healthy stays.
//   x0 x1 [1]          read; may be the same
//   healthy [1]        read and written
//   one item
//   oracle ReferenceCheckFinite, exact

__kernel void check_finite(
    const __global float* restrict x0, int x0Offset,
    const __global float* restrict x1, int x1Offset,
    __global int* restrict healthy, int healthyOffset) {
    const bool finite = isfinite(x0[x0Offset]) && isfinite(x1[x1Offset]);
    if (get_global_id(0) == 0 && !finite) {
        healthy[healthyOffset] = 0;
    }
}
