// mma.cl: how matmul_portable.cl multiplies with matrix units, as NVIDIA's from compute capability 8.0 on have them,
// where it is built with MMA_TF32 or MMA_BF16; the compiler puts it after fetch.cl. The kernel is called matmul_mma then.
//   factors    are rounded as they go to local memory, which holds 32-bit words: with MMA_TF32 a number of 11 bits, to
//     nearest, ties away from zero; with MMA_BF16 those of two steps of k, of 8 bits each, the first in the lower half,
//     to nearest, ties to even. NaN stays NaN; what rounds beyond the largest number is infinite
//   fragments  a warp, 32 consecutive items, multiplies 16 rows by 8 columns and 8 rows of words at a time:
//     mma.sync m16n8k8 of tf32, m16n8k16 of bf16, which deal words out alike. Of the 16 x 8 an item holds two
//     neighbours in row lane / 4 and two in the eighth below, from column lane % 4 * 2 on
//   sums       are single precision; in which order and with which rounding the units add is theirs
//   MMA_EMULATED   computes the same fragments in OpenCL C, word by word, for devices without such units: for tests
//   oracle     as matmul_portable.cl, with rounded factors
#if defined(MMA_TF32) || defined(MMA_BF16)
#define MMA
#define matmul_portable matmul_mma
#if !defined(MMA_EMULATED) && !defined(__NV_CL_C_VERSION) && !defined(__NVPTX__)
#error "mma.cl: this compiler is not NVIDIA's"
#endif

// Steps of k that share a word.
#ifdef MMA_TF32
#define PAIR 1
#else
#define PAIR 2
#endif

// A word of factors: of tf32 the first alone.
static uint word_of(float first, float second) {
    uint word;
#if defined(MMA_TF32) && defined(MMA_EMULATED)
    word = isnan(first) ? as_uint(first) : (as_uint(first) + 0x1000u) & 0xffffe000u;
#elif defined(MMA_TF32)
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(word) : "f"(first));
#elif defined(MMA_EMULATED)
    const uint2 pair = (uint2) (as_uint(first), as_uint(second));
    const uint2 nearest = (pair + 0x7fffu + ((pair >> 16) & 1u)) >> 16;
    word = (isnan(second) ? 0x7fffu : nearest.y) << 16 | (isnan(first) ? 0x7fffu : nearest.x);
#else
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(word) : "f"(second), "f"(first));
#endif
    return word;
}

// c += a b for the fragments of a warp: of a (row lane / 4 + i % 2 * 8, word lane % 4 + i / 2 * 4), i = 0 to 3; of b
// (word lane % 4 + i * 4, column lane / 4), i = 0, 1; c (row lane / 4, columns lane % 4 * 2 and the next), d 8 rows below.
// All items of a work-group come here together. They exchange 6 words each where the units are emulated.
static void multiply_fragments(float2* c, float2* d, uint4 a, uint2 b, __local uint (*exchange)[6]) {
#ifdef MMA_EMULATED
    const int item = get_local_id(0), warp = item / 32 * 32, lane = item % 32;
    vstore4(a, 0, exchange[item]);
    vstore2(b, 2, exchange[item]);
    barrier(CLK_LOCAL_MEM_FENCE);
    float four[4] = {c->x, c->y, d->x, d->y};
    for (int i = 0; i < 4; i++) {
        for (int word = 0; word < 8; word++) {
            const uint left = exchange[warp + lane / 4 * 4 + word % 4][i / 2 + word / 4 * 2];
            const uint right = exchange[warp + (lane % 4 * 2 + i % 2) * 4 + word % 4][4 + word / 4];
#ifdef MMA_BF16
            four[i] = fma(as_float(left << 16), as_float(right << 16), four[i]);
            four[i] = fma(as_float(left & 0xffff0000u), as_float(right & 0xffff0000u), four[i]);
#else
            four[i] = fma(as_float(left), as_float(right), four[i]);
#endif
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    *c = (float2) (four[0], four[1]);
    *d = (float2) (four[2], four[3]);
#else
    float c0 = c->x, c1 = c->y, d0 = d->x, d1 = d->y;
#ifdef MMA_TF32
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
                 "{%0, %1, %2, %3};"
#else
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
                 "{%0, %1, %2, %3};"
#endif
                 : "+f"(c0), "+f"(c1), "+f"(d0), "+f"(d1)
                 : "r"(a.x), "r"(a.y), "r"(a.z), "r"(a.w), "r"(b.x), "r"(b.y));
    *c = (float2) (c0, c1);
    *d = (float2) (d0, d1);
#endif
}

// Unrolled, what it indexes lives in registers; the barriers of an emulation are better not repeated in the code.
#ifdef MMA_EMULATED
#define FOR_FRAGMENTS(i, count) for (int i = 0; i < (count); i++)
#else
#define FOR_FRAGMENTS(i, count) FOR_UNROLLED(i, count)
#endif

#ifdef TILE_M
#define WORDS (TILE_K / PAIR)
#define WARPS_N (TILE_N / (4 * ITEM_N))
#if ITEM_M % 2 != 0 || ITEM_N % 2 != 0 || TILE_M % (8 * ITEM_M) != 0 || TILE_N % (4 * ITEM_N) != 0 || WORDS % 8 != 0
#error "mma.cl: the tile cannot be dealt out to warps"
#endif
// Rows of a tile are 8 banks apart, so that the 4 words by 8 columns that a warp reads at once lie in 32.
#define FACTOR uint
#define PADDING 8
// The same four steps of k are the fetch of one item, ALONG. They go to rows far apart, and those that its neighbours
// write to rows between, into other banks. What row a step has is no matter, if it has the same in a and w.
#define WORD_ROW(step) ((step) / 4 + (step) / PAIR % (4 / PAIR) * (TILE_K / 4))
#define ACROSS_KEEP(tile, at, step, next, i) \
    if ((i) % PAIR == 0) { \
        *(__local uint4*) &tile[WORD_ROW(step)][at] = words_of(next[i], next[(i) + PAIR - 1]); \
    }
#ifdef MMA_TF32
#define ALONG_KEEP(tile, at, step, next, i) \
    const uint4 four = words_of(next[i], next[i]); \
    tile[WORD_ROW(step)][at] = four.x; \
    tile[WORD_ROW((step) + 1)][at] = four.y; \
    tile[WORD_ROW((step) + 2)][at] = four.z; \
    tile[WORD_ROW((step) + 3)][at] = four.w
#else
#define ALONG_KEEP(tile, at, step, next, i) \
    tile[WORD_ROW(step)][at] = word_of(next[i].x, next[i].y); \
    tile[WORD_ROW((step) + 2)][at] = word_of(next[i].z, next[i].w)
#endif

static uint4 words_of(float4 first, float4 second) {
    return (uint4) (word_of(first.x, second.x), word_of(first.y, second.y), word_of(first.z, second.z),
        word_of(first.w, second.w));
}

// Where an item's part of a tile begins. It holds every eighth row and two of every eight columns of its warp's.
#define ITEM_ROW(item) ((item) / 32 / WARPS_N * (8 * ITEM_M) + (item) % 32 / 4)
#define ITEM_COLUMN(item) ((item) / 32 % WARPS_N * (4 * ITEM_N) + (item) % 4 * 2)
#define ROW(i) (m0 + itemM + 8 * (i))
#define COLUMN(j) (n0 + itemN + 8 * (j))
#define SPAN 2
#define FETCH_SUMS fetch_2
#define STORE_SUMS store_2

// Elements (row, column) and (row, column + 1) of a matrix; zero outside.
static float2 fetch_2(
    const __global float* matrix, int ld, int row, int column, int rows, int columns, bool aligned) {
    const __global float* from = matrix + (size_t) row * ld + column;
    if (row < rows && column + 1 < columns) {
        return aligned ? *(const __global float2*) from : vload2(0, from);
    }
    return (float2) (row < rows && column < columns ? from[0] : 0.0f, 0.0f);
}

static void store_2(__global float* to, float2 two, int lanes) {
    if (lanes == 1) {
        to[0] = two.x;
    } else if (ALIGNED_Y) {
        *(__global float2*) to = two;
    } else {
        vstore2(two, 0, to);
    }
}

// Adds the product of two tiles to the sums.
static void multiply_tiles(
    const __local uint (*a)[TILE_M + PADDING], const __local uint (*w)[TILE_N + PADDING],
    float2 (*sums)[ITEM_N / 2], int itemM, int itemN, int lane, __local uint (*exchange)[6]) {
    FOR_FRAGMENTS(word, WORDS / 8) {
        const int first = 8 * word + lane % 4, column = itemN - lane % 4 * 2 + lane / 4;
        uint2 columns[ITEM_N / 2];
        FOR_FRAGMENTS(j, ITEM_N / 2) {
            columns[j] = (uint2) (w[first][column + 8 * j], w[first + 4][column + 8 * j]);
        }
        FOR_FRAGMENTS(i, ITEM_M / 2) {
            const int row = itemM + 16 * i;
            const uint4 rows = (uint4) (a[first][row], a[first][row + 8], a[first + 4][row], a[first + 4][row + 8]);
            FOR_FRAGMENTS(j, ITEM_N / 2) {
                multiply_fragments(&sums[2 * i][j], &sums[2 * i + 1][j], rows, columns[j], exchange);
            }
        }
    }
}
#endif
#endif
