// softmax_cross_entropy.cl: loss = log(sum of exp(x - max)) + max - x[label] per row, without and with the probabilities
// y; the gradient dx = (y - (c == label)) * dloss, by itself or, differentiated, beside the loss. A label outside the row
// gives a NaN loss.
//   x y dx [rows, channels]      x read, and y by the gradient; every element of y, dx written once
//   labels dloss loss [rows]     labels dloss read; every element of loss written once
//   GROUP 1: item i handles CHUNK rows; else group i handles row i, item l the channels l * VEC + k * GROUP * VEC.
//     The gradient: item i handles CHUNK elements of dx
//   build-time VEC (any) GROUP CHUNK      run-time rows channels
//   oracle ReferenceSoftmaxCrossEntropy, ReferenceSoftmaxCrossEntropyGradient, within rounding

// The loss of a row; its probabilities too, unless y is null.
BODY float cross_entropy_of(
    int channels, const __global float* x, int label, __global float* y, __local float* shared) {
    const float largest = row_max(x, channels, shared);
    VECTOR(float) sum = 0.0f;
    FOR_LANES(c, channels) {
        const VECTOR(float) e = exp(load_lanes(x + c, channels - c, -INFINITY) - largest);
        if (y != 0) {
            store_lanes(e, y + c, channels - c);
        }
        sum += e;
    }
    const float total = group_sum(lane_sum(sum), shared);
    if (y != 0) {
        FOR_LANES(c, channels) {
            store_lanes(load_lanes(y + c, channels - c, 0.0f) / total, y + c, channels - c);
        }
    }
    // largest - x[label] first: both may be large, their difference is the small number that matters.
    return label >= 0 && label < channels ? log(total) + (largest - x[label]) : NAN;
}

__kernel void softmax_cross_entropy(
    int rows, int channels,
    const __global float* restrict x, int xOffset,
    const __global int* restrict labels, int labelsOffset,
    __global float* restrict loss, int lossOffset) {
    __local float shared[GROUP];
    FOR_ROWS(row, rows) {
        const float result =
            cross_entropy_of(channels, x + xOffset + row * channels, labels[labelsOffset + row], 0, shared);
        if (LANE == 0) {
            loss[lossOffset + row] = result;
        }
    }
}

__kernel void softmax_cross_entropy_probabilities(
    int rows, int channels,
    const __global float* restrict x, int xOffset,
    const __global int* restrict labels, int labelsOffset,
    __global float* restrict loss, int lossOffset,
    __global float* restrict y, int yOffset) {
    __local float shared[GROUP];
    FOR_ROWS(row, rows) {
        const __global float* in = x + xOffset + row * channels;
        __global float* out = y + yOffset + row * channels;
        const float result = cross_entropy_of(channels, in, labels[labelsOffset + row], out, shared);
        if (LANE == 0) {
            loss[lossOffset + row] = result;
        }
    }
}

__kernel void softmax_cross_entropy_differentiated(
    int rows, int channels,
    const __global float* restrict x, int xOffset,
    const __global int* restrict labels, int labelsOffset,
    const __global float* restrict dloss, int dlossOffset,
    __global float* restrict loss, int lossOffset,
    __global float* restrict dx, int dxOffset) {
    __local float shared[GROUP];
    FOR_ROWS(row, rows) {
        const int label = labels[labelsOffset + row];
        const float factor = dloss[dlossOffset + row];
        __global float* out = dx + dxOffset + row * channels;
        const float result = cross_entropy_of(channels, x + xOffset + row * channels, label, out, shared);
        // Each work-item goes on with the probabilities that it has stored.
        FOR_LANES(c, channels) {
            const bool isHere = label >= c && label < min(c + VEC, channels);
            const float right = isHere ? (out[label] - 1.0f) * factor : 0.0f;
            store_lanes(load_lanes(out + c, channels - c, 0.0f) * factor, out + c, channels - c);
            if (isHere) {
                out[label] = right;
            }
        }
        if (LANE == 0) {
            loss[lossOffset + row] = result;
        }
    }
}

__kernel void softmax_cross_entropy_gradient(
    int rows, int channels,
    const __global float* restrict y, int yOffset,
    const __global int* restrict labels, int labelsOffset,
    const __global float* restrict dloss, int dlossOffset,
    __global float* restrict dx, int dxOffset) {
    FOR_CHUNK(i, (size_t) rows * channels) {
        const uint row = (uint) i / channels;
        const int c = (uint) i % channels;
        const float expected = c == labels[labelsOffset + row] ? 1.0f : 0.0f;
        dx[dxOffset + i] = (y[yOffset + i] - expected) * dloss[dlossOffset + row];
    }
}
