// sum.cl: sums, or with squares != 0 sums of squares, of consecutive parts of a tensor. Two launches make the sum of
// squares of a long tensor: the second, of plain numbers, adds the sums of the parts as one part. mean.cl and
// accumulate.cl take such sums of parts, too.
//   x [count]        read
//   sums [parts]     parts = ceil(count / part); every element written once
//   group g handles elements g * part .. of x
//   build-time VEC GROUP      run-time count part squares
//   oracle ReferenceSumSquares, within rounding of a sum; the order depends on part, VEC and GROUP alone

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void sum(
    int count, int part, int squares,
    const __global float* restrict x, int xOffset,
    __global float* restrict sums, int sumsOffset) {
    __local float shared[GROUP];
    const int begin = get_group_id(0) * part;
    const int size = min(part, count - begin);
    const float total = group_sum_of(x + xOffset + begin, size, squares != 0, shared);
    if (get_local_id(0) == 0) {
        sums[sumsOffset + get_group_id(0)] = total;
    }
}
