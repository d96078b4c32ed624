// concat.cl: lays one input of a concatenation into the output. A tensor is seen as rows: all that lies behind one
// index of the axes before the concatenated one. One launch per input; together they write every element of y once.
//   x [count]           count / X_ROW rows of X_ROW; read
//   y [.., Y_ROW]       elements begin .. begin + X_ROW - 1 of each row written
//   item i handles CHUNK elements of x
//   build-time X_ROW Y_ROW CHUNK (both 2147483647 where the first axis is the concatenated one: all is one row)
//   run-time count begin
//   oracle ReferenceConcat, bit-exact: this kernel moves numbers and computes none

#if !defined(X_ROW) || !defined(Y_ROW)
#error "concat.cl needs X_ROW Y_ROW"
#endif

__kernel void concat(
    int count, int begin,
    const __global float* restrict x, int xOffset,
    __global float* restrict y, int yOffset) {
    FOR_CHUNK(i, count) {
        const uint row = (uint) i / X_ROW;
        const uint column = (uint) i % X_ROW;
        y[yOffset + (size_t) row * Y_ROW + begin + column] = x[xOffset + i];
    }
}
