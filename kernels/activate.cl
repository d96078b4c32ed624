// activate.cl: y = f(x) and dx = f'(x) dy for an activation function, one of those defined here.
//   x y dy dx [count]   x dy read; every element of y, dx written once
//   item i handles CHUNK elements
//   build-time VALUE (as elu_value) SLOPE (as elu_slope) CHUNK     run-time count a
//   oracle ReferenceActivate, ReferenceActivateGradient, within rounding; NaN stays NaN

#if !defined(VALUE) || !defined(SLOPE)
#error "activate.cl needs VALUE and SLOPE"
#endif

#define SELU_SCALE 1.05070098735548f
#define SELU_ALPHA 1.67326324235438f
#define SQRT_2_OVER_PI 0.797884560802865f
#define GELU_CUBIC 0.044715f

// 1 / (1 + exp(-x)): where exp overflows the quotient is the 0 that it should be.
static float sigmoid_value(float x, float a) {
    return 1.0f / (1.0f + exp(-x));
}

// The slope of sigmoid. By |x|, of which it is an even function, so that exp cannot overflow.
static float sigmoid_slope(float x, float a) {
    const float e = exp(-fabs(x));
    return e / ((1.0f + e) * (1.0f + e));
}

static float leaky_relu_value(float x, float a) {
    return x > 0.0f ? x : a * x;
}

static float leaky_relu_slope(float x, float a) {
    return x > 0.0f ? 1.0f : a;
}

static float elu_value(float x, float a) {
    return x > 0.0f ? x : a * expm1(x);
}

static float elu_slope(float x, float a) {
    return x > 0.0f ? 1.0f : a * exp(x);
}

static float selu_value(float x, float a) {
    return SELU_SCALE * (x > 0.0f ? x : SELU_ALPHA * expm1(x));
}

static float selu_slope(float x, float a) {
    return SELU_SCALE * (x > 0.0f ? 1.0f : SELU_ALPHA * exp(x));
}

// The distribution function of the standard normal distribution; erfc keeps the digits of its lower tail.
static float normal_distribution(float x) {
    return 0.5f * erfc(-M_SQRT1_2_F * x);
}

static float gelu_value(float x, float a) {
    return x * normal_distribution(x);
}

static float gelu_slope(float x, float a) {
    return normal_distribution(x) + x * (0.5f * SQRT_2_OVER_PI) * exp(-0.5f * x * x);
}

// 1 + tanh(z) = 2 sigmoid(2 z), which keeps the digits where tanh is close to -1.
static float gelu_tanh_value(float x, float a) {
    return x * sigmoid_value(2.0f * SQRT_2_OVER_PI * (x + GELU_CUBIC * x * x * x), a);
}

static float gelu_tanh_slope(float x, float a) {
    const float z = 2.0f * SQRT_2_OVER_PI * (x + GELU_CUBIC * x * x * x);
    return sigmoid_value(z, a) + x * sigmoid_slope(z, a) * (2.0f * SQRT_2_OVER_PI * (1.0f + 3.0f * GELU_CUBIC * x * x));
}

static float silu_value(float x, float a) {
    return x * sigmoid_value(x, a);
}

static float silu_slope(float x, float a) {
    return sigmoid_value(x, a) + x * sigmoid_slope(x, a);
}

// Comparisons that are false for NaN lead to the branch that keeps it.
static float hard_sigmoid_value(float x, float a) {
    return x <= -3.0f ? 0.0f : x >= 3.0f ? 1.0f : x / 6.0f + 0.5f;
}

static float hard_sigmoid_slope(float x, float a) {
    return x > -3.0f && x < 3.0f ? 1.0f / 6.0f : 0.0f;
}

static float hard_swish_value(float x, float a) {
    return x * hard_sigmoid_value(x, a);
}

static float hard_swish_slope(float x, float a) {
    return x <= -3.0f ? 0.0f : x >= 3.0f ? 1.0f : x / 3.0f + 0.5f;
}

// Not by tanh: there are drivers whose tanh never reaches 1.
static float tanh_value(float x, float a) {
    const float e = expm1(-2.0f * fabs(x));
    return copysign(e / (e + 2.0f), x);
}

static float tanh_slope(float x, float a) {
    return 4.0f * sigmoid_slope(2.0f * x, a);
}

static float softplus_value(float x, float a) {
    return (x < 0.0f ? 0.0f : x) + log1p(exp(-fabs(x)));
}

static float softplus_slope(float x, float a) {
    return sigmoid_value(x, a);
}

__kernel void activate(
    int count, float a,
    const __global float* restrict x, int xOffset,
    __global float* restrict y, int yOffset) {
    FOR_CHUNK(i, count) {
        y[yOffset + i] = VALUE(x[xOffset + i], a);
    }
}

__kernel void activate_gradient(
    int count, float a,
    const __global float* restrict x, int xOffset,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict dx, int dxOffset) {
    FOR_CHUNK(i, count) {
        dx[dxOffset + i] = SLOPE(x[xOffset + i], a) * dy[dyOffset + i];
    }
}
