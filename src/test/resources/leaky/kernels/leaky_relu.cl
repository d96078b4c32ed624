// leaky_relu.cl: y = x < 0 ? slope * x : x, and its gradient by x. One work-item an element.

__kernel void leaky_relu(
    int count,
    float slope,
    const __global float* restrict x, int xOffset,
    __global float* restrict y, int yOffset) {
    const int i = get_global_id(0);
    if (i < count) {
        const float value = x[xOffset + i];
        y[yOffset + i] = value < 0.0f ? slope * value : value;
    }
}

__kernel void leaky_relu_gradient(
    int count,
    float slope,
    const __global float* restrict x, int xOffset,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict dx, int dxOffset) {
    const int i = get_global_id(0);
    if (i < count) {
        const float value = dy[dyOffset + i];
        dx[dxOffset + i] = x[xOffset + i] < 0.0f ? slope * value : value;
    }
}
