// probe.cl: small matrix products y = a b in the style of each kernel family, run once per device to see which works.
//   a [m, k]   b [k, n]   read; every element of y [m, n] written once; n = 16, m and k multiples of 8
//   probe_portable: item (column, row) of a work-group of 8 x 8, tiles of a and b in local memory, barriers
//   probe_cpu: item row, work-groups of one, a float16 of sums, no local memory
//   build-time none      run-time k
//   oracle plain loops, exact on small integers

#define TILE 8
#define N 16

__attribute__((reqd_work_group_size(TILE, TILE, 1)))
__kernel void probe_portable(
    int k,
    const __global float* restrict a, int aOffset,
    const __global float* restrict b, int bOffset,
    __global float* restrict y, int yOffset) {
    __local float tileA[TILE][TILE + 1];
    __local float tileB[TILE][TILE + 1];
    const int column = get_global_id(0);
    const int row = get_global_id(1);
    const int lx = get_local_id(0);
    const int ly = get_local_id(1);
    float sum = 0.0f;
    for (int start = 0; start < k; start += TILE) {
        tileA[ly][lx] = a[aOffset + row * k + start + lx];
        tileB[ly][lx] = b[bOffset + (start + ly) * N + column];
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = 0; i < TILE; i++) {
            sum = fma(tileA[ly][i], tileB[i][lx], sum);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    y[yOffset + row * N + column] = sum;
}

__attribute__((reqd_work_group_size(1, 1, 1)))
__kernel void probe_cpu(
    int k,
    const __global float* restrict a, int aOffset,
    const __global float* restrict b, int bOffset,
    __global float* restrict y, int yOffset) {
    const int row = get_global_id(0);
    float16 sum = (float16) 0.0f;
    for (int i = 0; i < k; i++) {
        sum = fma((float16) a[aOffset + row * k + i], vload16(i, b + bOffset), sum);
    }
    vstore16(sum, row, y + yOffset);
}
