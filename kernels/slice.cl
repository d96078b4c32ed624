// slice.cl: takes entries of one axis of a tensor, and the gradient, which puts them back among zeros. A tensor is seen
// as rows: all that lies behind one index of the axes before the sliced one.
//   x dx [.., X_ROW]    x read; every element of dx written once
//   y dy [.., Y_ROW]    elements begin .. begin + Y_ROW - 1 of each row of x; every element of y written once, dy read
//   item i handles CHUNK elements of y or dx
//   build-time X_ROW Y_ROW CHUNK (both 2147483647 where the first axis is the sliced one: all is one row)
//   run-time count (elements of y or dx), begin, and for the gradient size (elements of a row of dy)
//   oracle ReferenceSlice, ReferenceSliceGradient, bit-exact: these kernels move numbers and compute none

#if !defined(X_ROW) || !defined(Y_ROW)
#error "slice.cl needs X_ROW Y_ROW"
#endif

__kernel void slice(
    int count, int begin,
    const __global float* restrict x, int xOffset,
    __global float* restrict y, int yOffset) {
    FOR_CHUNK(i, count) {
        const uint row = (uint) i / Y_ROW;
        const uint column = (uint) i % Y_ROW;
        y[yOffset + i] = x[xOffset + (size_t) row * X_ROW + begin + column];
    }
}

__kernel void slice_gradient(
    int count, int begin, int size,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict dx, int dxOffset) {
    FOR_CHUNK(i, count) {
        const uint row = (uint) i / X_ROW;
        const int column = (int) ((uint) i % X_ROW) - begin;
        const bool taken = column >= 0 && column < size;
        dx[dxOffset + i] = taken ? dy[dyOffset + (size_t) row * Y_ROW + column] : 0.0f;
    }
}
