// softmax.cl: y = exp(x - max) / sum of exp(x - max) along a row, and its gradient dx = y * (dy - sum of y * dy).
//   x y dy dx [rows, channels]   x dy read, and y by the gradient; every element of y, dx written once
//   GROUP 1: item i handles CHUNK rows; else group i handles row i, item l the channels l * VEC + k * GROUP * VEC
//   build-time VEC (any) GROUP CHUNK      run-time rows channels
//   oracle ReferenceSoftmax, ReferenceSoftmaxGradient, within rounding; a NaN or +infinity in x makes its row NaN

BODY void softmax_of(int channels, const __global float* x, __global float* y, __local float* shared) {
    const float largest = row_max(x, channels, shared);
    VECTOR(float) sum = 0.0f;
    FOR_LANES(c, channels) {
        const VECTOR(float) e = exp(load_lanes(x + c, channels - c, -INFINITY) - largest);
        store_lanes(e, y + c, channels - c);
        sum += e;
    }
    const float total = group_sum(lane_sum(sum), shared);
    FOR_LANES(c, channels) {
        store_lanes(load_lanes(y + c, channels - c, 0.0f) / total, y + c, channels - c);
    }
}

__kernel void softmax(
    int rows, int channels,
    const __global float* restrict x, int xOffset,
    __global float* restrict y, int yOffset) {
    __local float shared[GROUP];
    FOR_ROWS(row, rows) {
        softmax_of(channels, x + xOffset + row * channels, y + yOffset + row * channels, shared);
    }
}

BODY void softmax_gradient_of(
    int channels, const __global float* y, const __global float* dy, __global float* dx, __local float* shared) {
    VECTOR(float) sum = 0.0f;
    FOR_LANES(c, channels) {
        sum += load_lanes(y + c, channels - c, 0.0f) * load_lanes(dy + c, channels - c, 0.0f);
    }
    const float total = group_sum(lane_sum(sum), shared);
    FOR_LANES(c, channels) {
        const VECTOR(float) slope = load_lanes(dy + c, channels - c, 0.0f) - total;
        store_lanes(load_lanes(y + c, channels - c, 0.0f) * slope, dx + c, channels - c);
    }
}

__kernel void softmax_gradient(
    int rows, int channels,
    const __global float* restrict y, int yOffset,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict dx, int dxOffset) {
    __local float shared[GROUP];
    FOR_ROWS(row, rows) {
        const size_t at = row * channels;
        softmax_gradient_of(channels, y + yOffset + at, dy + dyOffset + at, dx + dxOffset + at, shared);
    }
}
