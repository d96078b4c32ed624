// epilogue.cl: what products and convolutions do to each sum before they store it, and sums of columns beside them; the
// compiler puts it after common.cl.
//   bias          whether b [columns] is added
//   residual      whether the element of shortcut, laid out as y, is added
//   activation    0 none; 1 ReLU; 2 PReLU with operand = slope [columns]; 3 the gradient of ReLU with operand = the output
//                 of ReLU, laid out as y, which lets the sum through where it is positive
// In this order. A kernel with an epilogue has these three integers and three tensors among its arguments, b, shortcut
// and operand; a tensor that is not wanted may be anything, and is not read.

#define PRELU(type, value, slope) ((value) > (type) (0.0f) ? (value) : (slope) * (value))

// As relu_gradient does; where the output is NaN the value stays.
#define MASKED(type, value, output) ((output) <= (type) (0.0f) ? (type) (0.0f) : (value))

// Finishes a sum, a number or vector; what is read in each of the three tensors' place is up to the kernel.
#define FINISH(type, sum, readB, readShortcut, readSlope, readMask) \
    if (bias) { \
        sum += readB; \
    } \
    if (residual) { \
        sum += readShortcut; \
    } \
    if (activation == 1) { \
        sum = RECTIFIED(type, sum); \
    } else if (activation == 2) { \
        const type slopes = readSlope; \
        sum = PRELU(type, sum, slopes); \
    } else if (activation == 3) { \
        const type outputs = readMask; \
        sum = MASKED(type, sum, outputs); \
    }

#ifdef VECTORS
// Finishes the first lanes columns of a register tile, from column on, whose rows are stored at to, within y.
static void finish_tile(
    VECTOR(float) (*sums)[VECTORS], __global float** to, int column, int lanes, int bias, int residual, int activation,
    const __global float* b, const __global float* shortcut, const __global float* operand, const __global float* y) {
    VECTOR(float) row[VECTORS];
    if (bias) {
        load_panel(row, b + column, lanes);
        FOR_TILE(i, v) {
            sums[i][v] += row[v];
        }
    }
    if (residual) {
        FOR_UNROLLED(i, ROWS) {
            load_panel(row, shortcut + (to[i] - y), lanes);
            FOR_UNROLLED(v, VECTORS) {
                sums[i][v] += row[v];
            }
        }
    }
    if (activation == 1) {
        FOR_TILE(i, v) {
            sums[i][v] = RECTIFIED(VECTOR(float), sums[i][v]);
        }
    } else if (activation == 2) {
        load_panel(row, operand + column, lanes);
        FOR_TILE(i, v) {
            sums[i][v] = PRELU(VECTOR(float), sums[i][v], row[v]);
        }
    } else if (activation == 3) {
        FOR_UNROLLED(i, ROWS) {
            load_panel(row, operand + (to[i] - y), lanes);
            FOR_UNROLLED(v, VECTORS) {
                sums[i][v] = MASKED(VECTOR(float), sums[i][v], row[v]);
            }
        }
    }
}
#endif

#ifdef VECTORS
// Stores the first lanes columns of a panel.
static void store_panel(const VECTOR(float)* panel, __global float* to, int lanes) {
    for (int v = 0; v < VECTORS && v * VEC < lanes; v++) {
        store_lanes(panel[v], to + v * VEC, lanes - v * VEC);
    }
}
#endif

// With COLUMN_SUMS a product also sums the columns of its right factor; of a gradient by weights that is dy, and the sums
// are the gradient by a bias. It has one more argument then.
#ifdef COLUMN_SUMS
#ifdef TRANSPOSE_W
#error "epilogue.cl: COLUMN_SUMS does not go with TRANSPOSE_W"
#endif
#define WITH_SUMS(code) code
#define SUMS_ARGUMENT , __global float* restrict columnSums, int columnSumsOffset
#define SUMS_OF(at) , columnSums + (at), columnSumsOffset
#ifdef TILE_M
// An item has fetched the same columns of all tiles of w, and summed those of each of TILE_K steps apart. The memory of
// the tiles, no longer needed, takes these sums; then the items add up the steps of each column.
#define KEPT_SUM(tiles, step, column) \
    ((__local float*) &(tiles)[(step) / (TILE_K / PAIR)][(step) % (TILE_K / PAIR)][column])
#define KEEP_SUMS(tiles, isInTile, step, column, sums) \
    if (isInTile) { \
        *(__local float4*) KEPT_SUM(tiles, step, column) = sums; \
    }
#define SUM_STEPS(sum, tiles, column) \
    float sum = 0.0f; \
    for (int step = 0; step < TILE_K; step++) { \
        sum += *KEPT_SUM(tiles, step, column); \
    }
#endif
#else
#define WITH_SUMS(code)
#define SUMS_ARGUMENT
#define SUMS_OF(at)
#endif
