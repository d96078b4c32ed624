// peak.cl: what a device can do at most, measured for fovea bench: multiply-adds in registers, and a copy.
//   x y [count]   x read; every element of y written once
//   peak_multiply_add: item i carries CHAINS vectors of VEC numbers, all from x[i * VEC ..], each further by 1, through
//     `steps` multiply-adds v = v a + b that wait for nothing but the one before in their chain; y is the sum over chains
//   peak_copy: y = x; an item handles CHUNK vectors
//   build-time VEC, which divides count, CHAINS, CHUNK      run-time steps, a, b; count; the global size is count / VEC
//   oracle plain loops, exact on small integers

#ifndef CHAINS
#error "CHAINS: independent multiply-adds of a work-item"
#endif

__kernel void peak_multiply_add(
    int steps, float a, float b,
    const __global float* restrict x, int xOffset,
    __global float* restrict y, int yOffset) {
    const size_t i = get_global_id(0) * VEC;
    VECTOR(float) chains[CHAINS];
    FOR_UNROLLED(c, CHAINS) {
        chains[c] = LOAD(x + xOffset + i) + (float) c;
    }
    for (int step = 0; step < steps; step++) {
        FOR_UNROLLED(c, CHAINS) {
            chains[c] = fma(chains[c], (VECTOR(float)) (a), (VECTOR(float)) (b));
        }
    }
    VECTOR(float) sum = 0.0f;
    FOR_UNROLLED(c, CHAINS) {
        sum += chains[c];
    }
    STORE(sum, y + yOffset + i);
}

__kernel void peak_copy(
    int count,
    const __global float* restrict x, int xOffset,
    __global float* restrict y, int yOffset) {
    FOR_CHUNK(i, count / VEC) {
        STORE(LOAD(x + xOffset + i * VEC), y + yOffset + i * VEC);
    }
}
