// weight_penalty.cl: what large weights cost, the sum of l1 |x| + l2 x x, over consecutive parts of a tensor; sum.cl adds
// the parts. Its gradient dx = dy (l1 sign(x) + 2 l2 x), where the sign of 0 is 0.
//   x [count]        read
//   sums [parts]     parts = ceil(count / part); every element written once
//   dy [1] dx [count]    dy read; every element of dx written once
//   weight_penalty: group g handles elements g * part .. of x; weight_penalty_gradient: item i handles CHUNK elements
//   build-time GROUP CHUNK      run-time count part, l1 and l2
//   oracle ReferenceWeightPenalty, ReferenceWeightPenaltyGradient, within rounding; the order depends on part and GROUP alone

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void weight_penalty(
    int count, int part, float l1, float l2,
    const __global float* restrict x, int xOffset,
    __global float* restrict sums, int sumsOffset) {
    __local float shared[GROUP];
    const int begin = get_group_id(0) * part;
    const int size = min(part, count - begin);
    float own = 0.0f;
    for (int i = LANE; i < size; i += GROUP) {
        const float value = x[xOffset + begin + i];
        own += l1 * fabs(value) + l2 * value * value;
    }
    const float total = group_sum(own, shared);
    if (get_local_id(0) == 0) {
        sums[sumsOffset + get_group_id(0)] = total;
    }
}

__kernel void weight_penalty_gradient(
    int count, float l1, float l2,
    const __global float* restrict x, int xOffset,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict dx, int dxOffset) {
    const float up = dy[dyOffset];
    FOR_CHUNK(i, count) {
        const float value = x[xOffset + i];
        dx[dxOffset + i] = up * (l1 * sign(value) + 2.0f * l2 * value);
    }
}
