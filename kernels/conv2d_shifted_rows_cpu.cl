// conv2d_shifted_rows_cpu.cl: convolution to few channels, then the epilogue, on devices that run a work-item as a
// thread with vector registers. A pixel of the image gives to KW neighbouring pixels of an output row, whose KW * OC
// numbers lie side by side: these are the lanes of a tile, where a tile of OC lanes would leave most of a vector empty.
// The tile sums over the kernel's rows; a window of registers, which moves on with the pixels, adds what neighbours give
// to the same place. No pixel outside of the image is met.
//   x [n, IH, IW, IC]                            read
//   w [KH, KW, IC, OC], with FLIP [KH, KW, OC, IC], its taps to be read in reverse       read
//   b [OC]  shortcut, as y  operand [OC] or as y                                         of the epilogue
//   y [n, OH, OW, OC]                            every element written once
//   item (i, j) computes rows OH * i / bands .. of images n * j / blocks ..
//   tile: ROWS pixels of a row by PANEL lanes; KW * OC <= PANEL, UPSAMPLE_W * OC <= VEC, ROWS <= IW
//   build-time IH IW IC OH OW OC KH KW STRIDE_H PAD_TOP PAD_LEFT DILATION_H UPSAMPLE_H UPSAMPLE_W FLIP; STRIDE_W,
//     DILATION_W and GROUPS are 1; VEC (2 or more) VECTORS ROWS      run-time n bias residual activation
//   oracle ReferenceConv2d, ReferenceConv2dDataGradient. A pixel's part of a sum runs in the order kh, ic, each one
//     fma; the parts are added in the order of the pixels: no tile changes a bit

#if !defined(IH) || !defined(IW) || !defined(IC) || !defined(OH) || !defined(OW) || !defined(OC) || !defined(KH) \
    || !defined(KW) || !defined(STRIDE_H) || !defined(PAD_TOP) || !defined(PAD_LEFT) || !defined(DILATION_H) \
    || !defined(UPSAMPLE_H) || !defined(UPSAMPLE_W)
#error "conv2d_shifted_rows_cpu.cl needs the geometry of the convolution"
#endif
#if (defined(STRIDE_W) && STRIDE_W != 1) || (defined(DILATION_W) && DILATION_W != 1) || (defined(GROUPS) && GROUPS != 1)
#error "conv2d_shifted_rows_cpu.cl: a row has neither stride nor dilation, and there are no groups"
#endif
#if !defined(VECTORS) || !defined(ROWS) || KW * OC > VECTORS * VEC || UPSAMPLE_W * OC > VEC || ROWS > IW
#error "conv2d_shifted_rows_cpu.cl needs VECTORS and ROWS for KW * OC lanes"
#endif

#define LANES (KW * OC)
#define STEP (UPSAMPLE_W * OC)
// Where a pixel's first lane goes to, in pixels from it: the window may begin left of the row, and end right of it.
#define SHIFT (PAD_LEFT - (KW - 1))
#define MARGIN (SHIFT < 0 ? -(SHIFT) : 0)
#define REACH (IW * UPSAMPLE_W + SHIFT)
#define ROW ((MARGIN + (OW > REACH ? OW : REACH)) * OC + PANEL)

// Numbers of two vectors side by side: those from number STEP on; those of the first vector that belong to a tap.
#define INDICES2(which, i) which(i), which(i + 1)
#define INDICES4(which, i) INDICES2(which, i), INDICES2(which, i + 2)
#define INDICES8(which, i) INDICES4(which, i), INDICES4(which, i + 4)
#define INDICES16(which, i) INDICES8(which, i), INDICES8(which, i + 8)
#define CHOSEN(low, high, which) __builtin_shufflevector(low, high, PASTE(INDICES, VEC)(which, 0))
#define SHIFTED(i) i + STEP
#define OF_A_TAP(i) ((VECTORS - 1) * VEC + i < LANES ? i : VEC)

// For each kernel row and input channel one panel: what a pixel gives to the pixels of a row, from the left.
static void pack_weights(float* packed, const __global float* w) {
    for (int row = 0; row < KH * IC; row++) {
        const int kh = row / IC, c = row % IC;
        for (int lane = 0; lane < PANEL; lane++) {
            const int pixel = lane / OC, oc = lane % OC;
#ifdef FLIP
            const int from = (((KH - 1 - kh) * KW + pixel) * OC + oc) * IC + c;
#else
            const int from = ((kh * KW + KW - 1 - pixel) * IC + c) * OC + oc;
#endif
            packed[row * PANEL + lane] = lane < LANES ? w[lane < LANES ? from : 0] : 0.0f;
        }
    }
}

// One row of the output, before the epilogue: the parts of the image's rows that begin at images[0 ..].
static void sum_row(float* row, int taps, const __global float** images, const float** weights) {
    for (int i = 0; i < ROW; i++) {
        row[i] = 0.0f;
    }
    float* to = row + (SHIFT + MARGIN) * OC;
    const VECTOR(float) zero = 0.0f;
    VECTOR(float) window[VECTORS + 1];
    FOR_UNROLLED(v, VECTORS + 1) {
        window[v] = zero;
    }
    for (int column = 0; column < IW; column += ROWS) {
        // The last tile reaches back over pixels that the window has seen.
        const int first = min(column, IW - ROWS);
        VECTOR(float) sums[ROWS][VECTORS];
        FOR_TILE(r, v) {
            sums[r][v] = zero;
        }
        for (int tap = 0; tap < taps; tap++) {
            const __global float* pixels = images[tap] + first * IC;
            const float* step = weights[tap];
            for (int c = 0; c < IC; c++, step += PANEL) {
                VECTOR(float) factors[VECTORS];
                FOR_UNROLLED(v, VECTORS) {
                    factors[v] = LOAD(step + v * VEC);
                }
                FOR_TILE(r, v) {
                    sums[r][v] = fma((VECTOR(float)) (pixels[r * IC + c]), factors[v], sums[r][v]);
                }
            }
        }
        FOR_UNROLLED(r, ROWS) {
            if (first + r >= column) {
                // A lane of no tap is no number to be added: the pixel may be infinite.
                sums[r][VECTORS - 1] = CHOSEN(sums[r][VECTORS - 1], zero, OF_A_TAP);
                FOR_UNROLLED(v, VECTORS) {
                    window[v] += sums[r][v];
                }
                STORE(window[0], to);
                to += STEP;
                FOR_UNROLLED(v, VECTORS) {
                    window[v] = CHOSEN(window[v], window[v + 1], SHIFTED);
                }
            }
        }
    }
    FOR_UNROLLED(v, VECTORS) {
        STORE(window[v], to + v * VEC);
    }
}

// Some rows of some images.
BODY void convolve(
    int firstRow, int endRow, size_t firstImage, size_t endImage, int bias, int residual, int activation,
    const __global float* restrict x,
    const __global float* restrict w,
    const __global float* restrict b,
    const __global float* restrict shortcut,
    const __global float* restrict operand,
    __global float* restrict y) {
    float packed[KH * IC * PANEL], row[ROW], biasRow[OW * OC + VEC], slopeRow[OW * OC + VEC];
    pack_weights(packed, w);
    for (int i = 0; i < OW * OC; i++) {
        biasRow[i] = bias ? b[i % OC] : 0.0f;
        slopeRow[i] = activation == 2 ? operand[i % OC] : 0.0f;
    }
    for (size_t image = firstImage; image < endImage; image++) {
        for (int oh = firstRow; oh < endRow; oh++) {
            const __global float* images[KH];
            const float* weights[KH];
            int taps = 0;
            for (int kh = 0; kh < KH; kh++) {
                const int ih = oh * STRIDE_H - (PAD_TOP) + kh * DILATION_H;
                if (ih >= 0 && ih < IH * UPSAMPLE_H && ih % UPSAMPLE_H == 0) {
                    images[taps] = x + (image * IH + ih / UPSAMPLE_H) * (IW * IC);
                    weights[taps] = packed + kh * (IC * PANEL);
                    taps++;
                }
            }
            sum_row(row, taps, images, weights);
            const size_t first = (image * OH + oh) * (OW * OC);
            for (int i = 0; i < OW * OC; i += VEC) {
                const int lanes = OW * OC - i;
                VECTOR(float) sum = LOAD(row + MARGIN * OC + i);
                FINISH(
                    VECTOR(float), sum,
                    LOAD(biasRow + i),
                    load_lanes(shortcut + first + i, lanes, 0.0f),
                    LOAD(slopeRow + i),
                    load_lanes(operand + first + i, lanes, 0.0f))
                store_lanes(sum, y + first + i, lanes);
            }
        }
    }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void conv2d_shifted_rows_cpu(
    int n, int bias, int residual, int activation,
    const __global float* restrict x, int xOffset,
    const __global float* restrict w, int wOffset,
    const __global float* restrict b, int bOffset,
    const __global float* restrict shortcut, int shortcutOffset,
    const __global float* restrict operand, int operandOffset,
    __global float* restrict y, int yOffset) {
    const int band = get_global_id(0), bands = get_global_size(0);
    const size_t block = get_global_id(1), blocks = get_global_size(1);
    convolve(
        OH * band / bands, OH * (band + 1) / bands, n * block / blocks, n * (block + 1) / blocks,
        bias, residual, activation,
        x + xOffset, w + wOffset, b + bOffset, shortcut + shortcutOffset, operand + operandOffset, y + yOffset);
}
