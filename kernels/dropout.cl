// dropout.cl: the random numbers of the kernels.
// dropout: y = keep ? x * scale : 0. Element i is kept if word i of the Philox4x32-10 stream at this step is at
// least threshold; the counter is (i / 4, step, low and high word of the stream), the key the seed. Integers only: the
// mask is the same on every device, and the gradient is this kernel on dy.
//   dropout: x y [count]        x read; every element of y written once
//   seed [2] step [1]  read; low word of the seed first
//   item i handles CHUNK times 4 VEC elements, of VEC counters; VEC may be any
//   build-time VEC CHUNK      run-time count threshold (unsigned) streamLow streamHigh scale
//   oracle ReferenceDropout: the mask bit-exact, each element one rounding
// random_uniform: y[i, j] = low + range * u, u the upper 24 bits of word j % 4 of the counter (position + i) * blocks +
// j / 4, step, stream; an example has blocks = ceil(count / 4) counters.
//   y [n, count]       every element written once
//   seed [2] step [1] position [1]   read
//   item i handles CHUNK times VEC consecutive counters of all n * blocks; VEC may be any
//   build-time VEC CHUNK      run-time n count streamLow streamHigh low range
//   oracle ReferenceRandomUniform, u bit-exact
//   source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011

// The words of VEC counters from first on: the first words of all, the second ones, and so on.
BODY void philox(uint first, uint step, uint streamLow, uint streamHigh, uint k0, uint k1, uint* words) {
    uint lanes[VEC];
    for (int i = 0; i < VEC; i++) {
        lanes[i] = i;
    }
    VECTOR(uint) c0 = first + LOAD(lanes);
    VECTOR(uint) c1 = step;
    VECTOR(uint) c2 = streamLow;
    VECTOR(uint) c3 = streamHigh;
    for (int round = 0; round < 10; round++) {
        const VECTOR(uint) high0 = mul_hi((VECTOR(uint)) 0xD2511F53u, c0);
        const VECTOR(uint) high1 = mul_hi((VECTOR(uint)) 0xCD9E8D57u, c2);
        const VECTOR(uint) low0 = 0xD2511F53u * c0;
        const VECTOR(uint) low1 = 0xCD9E8D57u * c2;
        c0 = high1 ^ c1 ^ k0;
        c1 = low1;
        c2 = high0 ^ c3 ^ k1;
        c3 = low0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    STORE(c0, words);
    STORE(c1, words + VEC);
    STORE(c2, words + 2 * VEC);
    STORE(c3, words + 3 * VEC);
}

__kernel void dropout(
    int count, int threshold, int streamLow, int streamHigh, float scale,
    const __global float* restrict x, int xOffset,
    const __global int* restrict seed, int seedOffset,
    const __global int* restrict step, int stepOffset,
    __global float* restrict y, int yOffset) {
    FOR_CHUNK(blocks, ((size_t) count + 4 * VEC - 1) / (4 * VEC)) {
        uint words[4 * VEC];
        philox(
            (uint) blocks * VEC, step[stepOffset], streamLow, streamHigh, seed[seedOffset], seed[seedOffset + 1], words);
        const __global float* in = x + xOffset + blocks * (4 * VEC);
        __global float* out = y + yOffset + blocks * (4 * VEC);
        const size_t left = (size_t) count - blocks * (4 * VEC);
        if (left >= 4 * VEC) {
            for (int i = 0; i < 4 * VEC; i++) {
                out[i] = words[i % 4 * VEC + i / 4] >= (uint) threshold ? in[i] * scale : 0.0f;
            }
        } else {
            for (int i = 0; i < (int) left; i++) {
                out[i] = words[i % 4 * VEC + i / 4] >= (uint) threshold ? in[i] * scale : 0.0f;
            }
        }
    }
}

__kernel void random_uniform(
    int n, int count, int streamLow, int streamHigh, float low, float range,
    const __global int* restrict seed, int seedOffset,
    const __global int* restrict step, int stepOffset,
    const __global int* restrict position, int positionOffset,
    __global float* restrict y, int yOffset) {
    const uint blocks = ((uint) count + 3) / 4;
    const uint first = (uint) position[positionOffset] * blocks;
    FOR_CHUNK(group, ((size_t) n * blocks + VEC - 1) / VEC) {
        uint words[4 * VEC];
        philox(
            first + (uint) group * VEC, step[stepOffset], streamLow, streamHigh, seed[seedOffset], seed[seedOffset + 1],
            words);
        for (int k = 0; k < 4 * VEC; k++) {
            const uint block = (uint) group * VEC + k / 4;
            const uint j = block % blocks * 4 + k % 4;
            if (block < (uint) n * blocks && j < (uint) count) {
                const float u = (float) (words[k % 4 * VEC + k / 4] >> 8) * 0x1p-24f;
                y[yOffset + (size_t) (block / blocks) * count + j] = low + range * u;
            }
        }
    }
}
