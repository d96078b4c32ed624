// flat_update.cl: one step of an optimiser over a flat region; the formulas are those of io.fovea.op.UpdateRule.
//   parameters gradients m0 m1 m2 [s]   s a multiple of 128; gradients read, the others read and written; MOMENTS of m
//   learningRate step healthy [1]       read; nothing changes where healthy is 0
//   rate decay [s / 128]                read; a block whose rate is 0 is frozen
//   group g handles CHUNK blocks of 128 elements, item l of it every GROUP-th element of each
//   build-time RULE (as adam: one of those below) MOMENTS (what it keeps) SETTLES (1 or 0) CHUNK GROUP
//   run-time blocks decoupled, n0 .. n7: the rule's numbers as its functions name them, each rounded once, from double
//   oracle ReferenceFlatUpdate, within rounding

#if !defined(RULE) || !defined(MOMENTS) || !defined(SETTLES)
#error "flat_update.cl needs RULE, MOMENTS and SETTLES"
#endif

// A rule is two functions: what all elements share in a step after some others, and the step of one element with
// gradient g, which overwrites m and gives what is to be taken off the parameter. n holds the rule's numbers.

static float4 sgd_begin(int step, const float* n) {
    return (float4) (step == 0 ? 1.0f : 0.0f);
}

static float sgd_step(float g, float* m, float rate, float4 shared, const float* n) {
    const float momentum = n[0], take = n[1], nesterov = n[2];
    m[0] = MOMENTS == 0 || shared.x != 0.0f ? g : momentum * m[0] + take * g;
    return rate * (nesterov != 0.0f ? g + momentum * m[0] : m[0]);
}

static float4 adagrad_begin(int step, const float* n) {
    const float rateDecay = n[0];
    return (float4) (step == 0 ? 1.0f : 0.0f, 1.0f + rateDecay * (float) step, 0.0f, 0.0f);
}

static float adagrad_step(float g, float* m, float rate, float4 shared, const float* n) {
    const float initial = n[1], epsilon = n[2];
    m[0] = (shared.x != 0.0f ? initial : m[0]) + g * g;
    return rate / shared.y * g / (sqrt(m[0]) + epsilon);
}

static float4 adadelta_begin(int step, const float* n) {
    return (float4) (0.0f);
}

static float adadelta_step(float g, float* m, float rate, float4 shared, const float* n) {
    const float rho = n[0], take = n[1], epsilon = n[2];
    m[0] = rho * m[0] + take * g * g;
    const float d = g * sqrt(m[1] + epsilon) / sqrt(m[0] + epsilon);
    m[1] = rho * m[1] + take * d * d;
    return rate * d;
}

static float4 rmsprop_begin(int step, const float* n) {
    return (float4) (0.0f);
}

static float rmsprop_step(float g, float* m, float rate, float4 shared, const float* n) {
    const float alpha = n[0], take = n[1], epsilon = n[2], momentum = n[3], centred = n[4];
    m[0] = alpha * m[0] + take * g * g;
    float spread = m[0];
    if (centred != 0.0f) {
        m[1] = alpha * m[1] + take * g;
        spread = m[0] - m[1] * m[1];
        spread = spread < 0.0f ? 0.0f : spread;
    }
    const float d = g / (sqrt(spread) + epsilon);
    if (momentum == 0.0f) {
        return rate * d;
    }
    const int velocity = centred != 0.0f ? 2 : 1;
    m[velocity] = momentum * m[velocity] + d;
    return rate * m[velocity];
}

// 1 - beta^t = -expm1(t * log(beta)), which does not cancel.
static float correction(int step, float logBeta) {
    return -expm1(((float) step + 1.0f) * logBeta);
}

static float4 adam_begin(int step, const float* n) {
    const float logBeta1 = n[5], logBeta2 = n[6];
    return (float4) (correction(step, logBeta1), correction(step, logBeta2), 0.0f, 0.0f);
}

static float adam_step(float g, float* m, float rate, float4 shared, const float* n) {
    const float beta1 = n[0], take1 = n[1], beta2 = n[2], take2 = n[3], epsilon = n[4];
    m[0] = beta1 * m[0] + take1 * g;
    m[1] = beta2 * m[1] + take2 * g * g;
    m[2] = m[1] <= m[2] ? m[2] : m[1];
    return rate * (m[0] / shared.x) / (sqrt((MOMENTS > 2 ? m[2] : m[1]) / shared.y) + epsilon);
}

// mu(i) = beta1 (1 - 0.96^(i momentumDecay) / 2); logDecay is the logarithm of that power for i = 1.
static float nadam_mu(int i, float beta1, float logDecay) {
    return beta1 * (1.0f - 0.5f * exp((float) i * logDecay));
}

// The product of mu is followed only as long as it matters beside 1.
static float4 nadam_begin(int step, const float* n) {
    const float beta1 = n[0], logBeta2 = n[5], logDecay = n[6];
    float product = 1.0f;
    for (int i = 1; i <= step + 1 && product > 1e-10f; i++) {
        product *= nadam_mu(i, beta1, logDecay);
    }
    const float mu = nadam_mu(step + 1, beta1, logDecay);
    const float next = nadam_mu(step + 2, beta1, logDecay);
    return (float4) (
        (1.0f - mu) / (1.0f - product), next / (1.0f - product * next), correction(step, logBeta2), 0.0f);
}

static float nadam_step(float g, float* m, float rate, float4 shared, const float* n) {
    const float beta1 = n[0], take1 = n[1], beta2 = n[2], take2 = n[3], epsilon = n[4];
    m[0] = beta1 * m[0] + take1 * g;
    m[1] = beta2 * m[1] + take2 * g * g;
    return rate * (shared.x * g + shared.y * m[0]) / (sqrt(m[1] / shared.z) + epsilon);
}

static float4 lion_begin(int step, const float* n) {
    return (float4) (0.0f);
}

static float lion_step(float g, float* m, float rate, float4 shared, const float* n) {
    const float beta1 = n[0], take1 = n[1], beta2 = n[2], take2 = n[3];
    const float direction = sign(beta1 * m[0] + take1 * g);
    m[0] = beta2 * m[0] + take2 * g;
    return rate * direction;
}

// What is kept of x: where the rule settles, zero for a subnormal number, with which CPUs compute slowly.
static float settled(float x) {
    return SETTLES && fabs(x) < FLT_MIN ? 0.0f : x;
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void flat_update(
    int blocks, int decoupled, float n0, float n1, float n2, float n3, float n4, float n5, float n6, float n7,
    const __global float* restrict gradients, int gradientsOffset,
    const __global float* restrict learningRate, int learningRateOffset,
    const __global int* restrict step, int stepOffset,
    const __global int* restrict healthy, int healthyOffset,
    const __global float* restrict rate, int rateOffset,
    const __global float* restrict decay, int decayOffset,
    __global float* restrict parameters, int parametersOffset
#if MOMENTS > 0
    , __global float* restrict m0, int m0Offset
#endif
#if MOMENTS > 1
    , __global float* restrict m1, int m1Offset
#endif
#if MOMENTS > 2
    , __global float* restrict m2, int m2Offset
#endif
) {
    const float n[8] = {n0, n1, n2, n3, n4, n5, n6, n7};
    const int share = SHARE(blocks, (int) get_num_groups(0));
    const int begin = get_group_id(0) * share;
    const int end = healthy[healthyOffset] == 0 ? begin : min(blocks, begin + share);
    const float4 shared = PASTE(RULE, _begin)(step[stepOffset], n);
    for (int block = begin; block < end; block++) {
        const float blockRate = rate[rateOffset + block];
        const float blockDecay = decay[decayOffset + block];
        const float factor = learningRate[learningRateOffset] * blockRate;
        const float parameterDecay = decoupled ? factor * blockDecay : 0.0f;
        const float gradientDecay = decoupled ? 0.0f : blockDecay;
        if (blockRate != 0.0f) {
            for (size_t i = (size_t) block * 128 + get_local_id(0); i < (size_t) (block + 1) * 128; i += GROUP) {
                float parameter = parameters[parametersOffset + i];
                const float g = gradients[gradientsOffset + i] + gradientDecay * parameter;
                parameter -= parameterDecay * parameter;
                float m[3] = {0.0f, 0.0f, 0.0f};
#if MOMENTS > 0
                m[0] = m0[m0Offset + i];
#endif
#if MOMENTS > 1
                m[1] = m1[m1Offset + i];
#endif
#if MOMENTS > 2
                m[2] = m2[m2Offset + i];
#endif
                parameters[parametersOffset + i] = parameter - PASTE(RULE, _step)(g, m, factor, shared, n);
#if MOMENTS > 0
                m0[m0Offset + i] = settled(m[0]);
#endif
#if MOMENTS > 1
                m1[m1Offset + i] = settled(m[1]);
#endif
#if MOMENTS > 2
                m2[m2Offset + i] = settled(m[2]);
#endif
            }
        }
    }
}
