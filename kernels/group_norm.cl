// group_norm.cl: y = gamma * (x - mean) * scale + beta, mean and scale = 1 / sqrt(variance + epsilon) being those of a
// group of channels of one example; and its gradient: with z = (x - mean) * scale and g = dy * gamma,
// dx = scale * (g - mean of g - z * mean of g * z), terms = dy * z.
//   x dy y dx terms [n, PIXELS, CHANNELS]   x dy read; every element of y, dx, terms written once
//   gamma beta [CHANNELS]                   read
//   mean scale [n, CHANNELS / WIDTH]        every element written once; read by the gradient
//   GROUP 1: item i handles CHUNK groups of channels; else group i handles one, its items taking turns at the elements
//   build-time PIXELS CHANNELS WIDTH (channels of a group) GROUP CHUNK      run-time rows (groups of all examples) epsilon
//   oracle ReferenceGroupNorm, ReferenceGroupNormGradient, within rounding of a sum over PIXELS * WIDTH elements

#if !defined(PIXELS) || !defined(CHANNELS) || !defined(WIDTH)
#error "group_norm.cl needs PIXELS CHANNELS WIDTH"
#endif

#define ELEMENTS (PIXELS * WIDTH)

// A loop over this work-item's elements of a group: e is the offset from the first, c the channel in the group.
#define FOR_ELEMENTS(e, c) \
    for (int t = LANE; t < ELEMENTS; t += GROUP) \
        for (int c = t % WIDTH, e = t / WIDTH * CHANNELS + c, once = 1; once; once = 0)

// Where a group begins, in its tensor and among the channels.
static size_t first_element(size_t row) {
    return row / (CHANNELS / WIDTH) * (PIXELS * CHANNELS) + row % (CHANNELS / WIDTH) * WIDTH;
}
static size_t first_channel(size_t row) {
    return row % (CHANNELS / WIDTH) * WIDTH;
}

BODY void normalize_group(
    float epsilon, const __global float* x, const __global float* gamma, const __global float* beta, __global float* y,
    __global float* mean, __global float* scale, __local float* shared) {
    float sum = 0.0f;
    FOR_ELEMENTS(e, c) {
        sum += x[e];
    }
    const float m = group_sum(sum, shared) / ELEMENTS;
    float squares = 0.0f;
    FOR_ELEMENTS(e, c) {
        squares += (x[e] - m) * (x[e] - m);
    }
    const float s = 1.0f / sqrt(group_sum(squares, shared) / ELEMENTS + epsilon);
    FOR_ELEMENTS(e, c) {
        y[e] = gamma[c] * ((x[e] - m) * s) + beta[c];
    }
    if (LANE == 0) {
        *mean = m;
        *scale = s;
    }
}

__kernel void group_norm(
    int rows, float epsilon,
    const __global float* restrict x, int xOffset,
    const __global float* restrict gamma, int gammaOffset,
    const __global float* restrict beta, int betaOffset,
    __global float* restrict y, int yOffset,
    __global float* restrict mean, int meanOffset,
    __global float* restrict scale, int scaleOffset) {
    __local float shared[GROUP];
    FOR_ROWS(row, rows) {
        const size_t c = first_channel(row);
        normalize_group(
            epsilon, x + xOffset + first_element(row), gamma + gammaOffset + c, beta + betaOffset + c,
            y + yOffset + first_element(row), mean + meanOffset + row, scale + scaleOffset + row, shared);
    }
}

BODY void differentiate_group(
    const __global float* x, const __global float* dy, const __global float* gamma, float m, float s,
    __global float* dx, __global float* terms, __local float* shared) {
    float sum = 0.0f, sumZ = 0.0f;
    FOR_ELEMENTS(e, c) {
        const float g = dy[e] * gamma[c];
        sum += g;
        sumZ += g * ((x[e] - m) * s);
    }
    const float meanG = group_sum(sum, shared) / ELEMENTS;
    const float meanZ = group_sum(sumZ, shared) / ELEMENTS;
    FOR_ELEMENTS(e, c) {
        const float z = (x[e] - m) * s;
        dx[e] = s * (dy[e] * gamma[c] - meanG - z * meanZ);
        terms[e] = dy[e] * z;
    }
}

__kernel void group_norm_gradient(
    int rows,
    const __global float* restrict x, int xOffset,
    const __global float* restrict dy, int dyOffset,
    const __global float* restrict gamma, int gammaOffset,
    const __global float* restrict mean, int meanOffset,
    const __global float* restrict scale, int scaleOffset,
    __global float* restrict dx, int dxOffset,
    __global float* restrict terms, int termsOffset) {
    __local float shared[GROUP];
    FOR_ROWS(row, rows) {
        const size_t at = first_element(row);
        differentiate_group(
            x + xOffset + at, dy + dyOffset + at, gamma + gammaOffset + first_channel(row), mean[meanOffset + row],
            scale[scaleOffset + row], dx + dxOffset + at, terms + termsOffset + at, shared);
    }
}
