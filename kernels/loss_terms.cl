// loss_terms.cl: y = f(x, t) and dx = f'(x, t) dy, by x, for a loss of single elements, one of those defined here.
//   x t y dy dx [count]   x t dy read; every element of y, dx written once
//   item i handles CHUNK elements
//   build-time VALUE (as huber_value) SLOPE (as huber_slope) CHUNK     run-time count a
//   oracle ReferenceLossTerms, ReferenceLossTermsGradient, within rounding; NaN stays NaN

#if !defined(VALUE) || !defined(SLOPE)
#error "loss_terms.cl needs VALUE and SLOPE"
#endif

#define LN2 0.693147180559945f
// The smallest normal float: what a logarithm is taken of is at least this.
#define FLOOR 0x1p-126f

static float squared_value(float x, float t, float a) {
    return (x - t) * (x - t);
}

static float squared_slope(float x, float t, float a) {
    return 2.0f * (x - t);
}

static float absolute_value(float x, float t, float a) {
    return fabs(x - t);
}

// 1, -1, or at the tip 0; NaN stays.
static float absolute_slope(float x, float t, float a) {
    const float d = x - t;
    return d > 0.0f ? 1.0f : d < 0.0f ? -1.0f : d;
}

static float huber_value(float x, float t, float a) {
    const float size = fabs(x - t);
    return size <= a ? 0.5f * size * size : a * (size - 0.5f * a);
}

static float huber_slope(float x, float t, float a) {
    const float d = x - t;
    return fabs(d) <= a ? d : a * absolute_slope(x, t, a);
}

static float log_cosh_value(float x, float t, float a) {
    const float size = fabs(x - t);
    return size + log1p(exp(-2.0f * size)) - LN2;
}

static float log_cosh_slope(float x, float t, float a) {
    const float d = x - t;
    const float e = expm1(-2.0f * fabs(d));
    return copysign(e / (e + 2.0f), d);
}

static float quantile_value(float x, float t, float a) {
    const float d = x - t;
    return d < 0.0f ? -a * d : (1.0f - a) * d;
}

static float quantile_slope(float x, float t, float a) {
    const float d = x - t;
    return d < 0.0f ? -a : d > 0.0f ? 1.0f - a : d;
}

static float hinge_value(float x, float t, float a) {
    const float margin = 1.0f - t * x;
    return margin < 0.0f ? 0.0f : margin;
}

static float hinge_slope(float x, float t, float a) {
    return 1.0f - t * x > 0.0f ? -t : 0.0f;
}

static float binary_cross_entropy_of_logit_value(float x, float t, float a) {
    return (x < 0.0f ? 0.0f : x) - t * x + log1p(exp(-fabs(x)));
}

static float binary_cross_entropy_of_logit_slope(float x, float t, float a) {
    return 1.0f / (1.0f + exp(-x)) - t;
}

static float at_least_floor(float x) {
    return x < FLOOR ? FLOOR : x;
}

static float binary_cross_entropy_value(float x, float t, float a) {
    return -t * log(at_least_floor(x)) - (1.0f - t) * log(at_least_floor(1.0f - x));
}

static float binary_cross_entropy_slope(float x, float t, float a) {
    return (1.0f - t) / at_least_floor(1.0f - x) - t / at_least_floor(x);
}

__kernel void loss_terms(
    int count, float a,
    const __global float* restrict x, int xOffset,
    const __global float* restrict t, int tOffset,
    __global float* restrict y, int yOffset) {
    FOR_CHUNK(i, count) {
        y[yOffset + i] = VALUE(x[xOffset + i], t[tOffset + i], a);
    }
}

__kernel void loss_terms_gradient(
    int count, float a,
    const __global float* restrict x, int xOffset,
    const __global float* restrict t, int tOffset,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict dx, int dxOffset) {
    FOR_CHUNK(i, count) {
        dx[dxOffset + i] = SLOPE(x[xOffset + i], t[tOffset + i], a) * dy[dyOffset + i];
    }
}
