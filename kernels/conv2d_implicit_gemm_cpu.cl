// conv2d_implicit_gemm_cpu.cl: convolution, then the epilogue, on devices that run a work-item as a thread with
// vector registers. An item copies the band of the image that it needs, zero-padded, to private memory; then no tap
// needs a border test, and a pixel's taps of one kernel row are one run. With UPSAMPLE_H or UPSAMPLE_W = u above 1
// the image is read as if u - 1 rows or columns of zeros lay between its pixels (so reads the data gradient of a
// strided convolution); the zeros are skipped: output pixels of equal phase share the taps that hit pixels.
//   x [n, IH, IW, IC]                                                                      read
//   w [GROUPS, panels, KH, KW, IC / GROUPS, PANEL], from conv2d_pack_weights.cl            read
//   b [OC]  shortcut, as y  operand [OC] or as y                                           of the epilogue
//   y [n, OH, OW, OC]      every element written, some more than once by the same item
//   item (i, j, image) computes output rows i * BAND .. of blockPanels panels of one group, the j-th such block
//   tile: ROWS pixels by PANEL channels of y stay in registers for all taps
//   build-time GROUPS STRIDE_H STRIDE_W DILATION_H DILATION_W UPSAMPLE_H UPSAMPLE_W (stride 1 then); VEC VECTORS ROWS
//   either build-time IH IW IC OH OW OC KH KW PAD_TOP PAD_LEFT BAND, or these are run-time, in this order, and STRIP is
//     build-time: for how many floats a strip has room. So layers share a program; few channels want constants
//   run-time blockPanels bias residual activation
//   oracle ReferenceConv2d, ReferenceConv2dDataGradient. The taps run in the order kh, kw, ic, each one fma: no tile
//     changes a bit

#if !defined(GROUPS) || !defined(STRIDE_H) || !defined(STRIDE_W) || !defined(DILATION_H) || !defined(DILATION_W) \
    || !defined(UPSAMPLE_H) || !defined(UPSAMPLE_W)
#error "conv2d_implicit_gemm_cpu.cl needs the geometry of the convolution"
#endif
#if (STRIDE_H > 1 && UPSAMPLE_H > 1) || (STRIDE_W > 1 && UPSAMPLE_W > 1)
#error "conv2d_implicit_gemm_cpu.cl: stride and upsampling exclude each other"
#endif
#if !defined(VECTORS) || !defined(ROWS)
#error "conv2d_implicit_gemm_cpu.cl needs VECTORS ROWS"
#endif
#ifdef STRIP
#define EXTENTS int IH, int IW, int IC, int OH, int OW, int OC, int KH, int KW, int PAD_TOP, int PAD_LEFT, int BAND,
#define THESE_EXTENTS IH, IW, IC, OH, OW, OC, KH, KW, PAD_TOP, PAD_LEFT, BAND,
#elif !defined(IH) || !defined(IW) || !defined(IC) || !defined(OH) || !defined(OW) || !defined(OC) || !defined(KH) \
    || !defined(KW) || !defined(PAD_TOP) || !defined(PAD_LEFT) || !defined(BAND)
#error "conv2d_implicit_gemm_cpu.cl needs the extents of the convolution, or STRIP"
#else
#define EXTENTS
#define THESE_EXTENTS
#define STRIP (STRIP_H * STRIP_ROW)
#endif

#define GROUP_IC (IC / GROUPS)
#define GROUP_OC (OC / GROUPS)
#define PANELS ((GROUP_OC + PANEL - 1) / PANEL)

// The strip: rows and columns of the image that a band reads, from (floor of the first tap's place) on.
#define FLOOR_DIVIDE(a, b) ((a) >= 0 ? (a) / (b) : -((-(a) + (b) - 1) / (b)))
#define STRIP_LEFT FLOOR_DIVIDE(-(PAD_LEFT), UPSAMPLE_W)
#define STRIP_H (((BAND - 1) * STRIDE_H + (KH - 1) * DILATION_H + UPSAMPLE_H - 1) / UPSAMPLE_H + 1)
#define STRIP_W (((OW - 1) * STRIDE_W + (KW - 1) * DILATION_W + UPSAMPLE_W - 1) / UPSAMPLE_W + 1)
#define STRIP_ROW (STRIP_W * GROUP_IC)

// Taps of one kernel row that lie side by side are one run of channels.
#define RUNS (DILATION_W == 1 && UPSAMPLE_W == 1 ? 1 : KW)
#define RUN_LENGTH (KW / RUNS * GROUP_IC)

// Copies rows top .. of one group's channels, with zeros for what lies outside the image.
static void copy_strip(EXTENTS float* strip, const __global float* x, int top) {
    const int begin = clamp(-(STRIP_LEFT), 0, STRIP_W), end = clamp(IW - (STRIP_LEFT), begin, STRIP_W);
    for (int row = 0; row < STRIP_H; row++, strip += STRIP_ROW) {
        const bool inside = top + row >= 0 && top + row < IH;
        const int from = inside ? begin : STRIP_W, to = inside ? end : STRIP_W;
        for (int i = 0; i < from * GROUP_IC; i++) {
            strip[i] = 0.0f;
        }
        const __global float* source = x + ((top + row) * IW + STRIP_LEFT) * IC;
#if GROUPS == 1
        for (int i = from * IC; i < to * IC; i++) {
            strip[i] = source[i];
        }
#else
        for (int column = from; column < to; column++) {
            for (int c = 0; c < GROUP_IC; c++) {
                strip[column * GROUP_IC + c] = source[column * IC + c];
            }
        }
#endif
        for (int i = to * GROUP_IC; i < STRIP_ROW; i++) {
            strip[i] = 0.0f;
        }
    }
}

// The band of one item, of one group of one image.
BODY void convolve(
    EXTENTS
    int firstRow, int firstPanel, int endPanel, int bias, int residual, int activation,
    const __global float* restrict x,
    const __global float* restrict w,
    const __global float* restrict b,
    const __global float* restrict shortcut,
    const __global float* restrict operand,
    __global float* restrict y) {
    const int endRow = min(firstRow + BAND, OH);
    const int top = FLOOR_DIVIDE(firstRow * STRIDE_H - (PAD_TOP), UPSAMPLE_H);
    float strip[STRIP];
    copy_strip(THESE_EXTENTS strip, x, top);

    for (int phase = 0; phase < UPSAMPLE_H * UPSAMPLE_W; phase++) {
        // Rows oh, oh + UPSAMPLE_H ..; columns ow, ow + UPSAMPLE_W ..
        const int ow = phase % UPSAMPLE_W, oh = firstRow + phase / UPSAMPLE_W;
        const int rows = (endRow - oh + UPSAMPLE_H - 1) / UPSAMPLE_H, columns = (OW - ow + UPSAMPLE_W - 1) / UPSAMPLE_W;
        for (int panel = firstPanel; panel < endPanel; panel++) {
            const int oc = panel * PANEL, lanes = GROUP_OC - oc;
            const __global float* weights = w + (size_t) panel * (KH * KW * GROUP_IC * PANEL);
            for (int first = 0; first < rows * columns; first += ROWS) {
                // Where each pixel of the tile reads and writes. A tile that reaches over the last pixel repeats it.
                int from[ROWS];
                __global float* to[ROWS];
                int row = first / columns, column = first % columns;
                FOR_UNROLLED(r, ROWS) {
                    from[r] = row * (STRIDE_H * STRIP_ROW) + column * (STRIDE_W * GROUP_IC);
                    to[r] = y + ((oh + row * UPSAMPLE_H) * OW + ow + column * UPSAMPLE_W) * OC + oc;
                    if (first + r + 1 < rows * columns && ++column == columns) {
                        column = 0;
                        row++;
                    }
                }
                VECTOR(float) sums[ROWS][VECTORS];
                FOR_TILE(r, v) {
                    sums[r][v] = (VECTOR(float)) (0.0f);
                }
                for (int kh = 0; kh < KH; kh++) {
                    const int tapRow = oh * STRIDE_H - (PAD_TOP) + kh * DILATION_H;
                    for (int run = 0; run < RUNS; run++) {
                        const int tapColumn = ow * STRIDE_W - (PAD_LEFT) + run * DILATION_W;
                        if (tapRow % UPSAMPLE_H != 0 || tapColumn % UPSAMPLE_W != 0) {
                            continue;
                        }
                        const float* pixels = strip + (tapRow / UPSAMPLE_H - top) * STRIP_ROW
                            + (tapColumn / UPSAMPLE_W - STRIP_LEFT) * GROUP_IC;
                        const __global float* step = weights + (kh * KW + run) * (GROUP_IC * PANEL);
                        for (int i = 0; i < RUN_LENGTH; i++, step += PANEL) {
                            VECTOR(float) factors[VECTORS];
                            FOR_UNROLLED(v, VECTORS) {
                                factors[v] = LOAD(step + v * VEC);
                            }
                            FOR_TILE(r, v) {
                                sums[r][v] = fma((VECTOR(float)) (pixels[from[r] + i]), factors[v], sums[r][v]);
                            }
                        }
                    }
                }
                finish_tile(sums, to, oc, lanes, bias, residual, activation, b, shortcut, operand, y);
                store_tile(sums, to, lanes);
            }
        }
    }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void conv2d_implicit_gemm_cpu(
    EXTENTS
    int blockPanels, int bias, int residual, int activation,
    const __global float* restrict x, int xOffset,
    const __global float* restrict w, int wOffset,
    const __global float* restrict b, int bOffset,
    const __global float* restrict shortcut, int shortcutOffset,
    const __global float* restrict operand, int operandOffset,
    __global float* restrict y, int yOffset) {
    const int blocks = (PANELS + blockPanels - 1) / blockPanels;
    const int group = get_global_id(1) / blocks, panel = get_global_id(1) % blocks * blockPanels;
    const size_t image = get_global_id(2);
    convolve(
        THESE_EXTENTS
        get_global_id(0) * BAND, panel, min(panel + blockPanels, PANELS), bias, residual, activation,
        x + xOffset + image * (IH * IW * IC) + group * GROUP_IC,
        w + wOffset + (size_t) group * PANELS * (KH * KW * GROUP_IC * PANEL),
        b + bOffset + group * GROUP_OC,
        shortcut + shortcutOffset + image * (OH * OW * OC) + group * GROUP_OC,
        operand + operandOffset + (activation == 3 ? image * (OH * OW * OC) : 0) + group * GROUP_OC,
        y + yOffset + image * (OH * OW * OC) + group * GROUP_OC);
}
