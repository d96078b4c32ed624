// gather_rows.cl: y[i] = x[order[position + i]], the rows of a batch out of a resident data set.
//   x [items, row]     read
//   order [items]      read; position [1] read
//   y [n, row]         every element written once
//   item (i, j) handles CHUNK elements of row j
//   build-time CHUNK      run-time row; one kernel for each size of an element
//   oracle ReferenceGatherRows, bit-exact: these kernels move numbers and compute none

__kernel void gather_rows_uchar(
    int row,
    const __global uchar* restrict x, int xOffset,
    const __global int* restrict order, int orderOffset,
    const __global int* restrict position, int positionOffset,
    __global uchar* restrict y, int yOffset) {
    const size_t to = get_global_id(1), from = order[orderOffset + position[positionOffset] + to];
    FOR_CHUNK(i, row) {
        y[yOffset + to * row + i] = x[xOffset + from * row + i];
    }
}

__kernel void gather_rows_uint(
    int row,
    const __global uint* restrict x, int xOffset,
    const __global int* restrict order, int orderOffset,
    const __global int* restrict position, int positionOffset,
    __global uint* restrict y, int yOffset) {
    const size_t to = get_global_id(1), from = order[orderOffset + position[positionOffset] + to];
    FOR_CHUNK(i, row) {
        y[yOffset + to * row + i] = x[xOffset + from * row + i];
    }
}
