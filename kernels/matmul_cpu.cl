// matmul_cpu.cl: y = a w, then the epilogue, on devices that run a work-item as a thread with vector registers.
//   a [m, k], rows aRow and columns aColumn elements apart        read
//   w [k, n], rows wRow and columns wColumn apart                 read
//   b [n]  shortcut, as y  operand [n] or as y                    of the epilogue
//   y [m, n], rows yRow apart      every element written; with accumulate != 0 the sums go on from what it holds
//   sums [n]                       with summed != 0: w summed over k, by the items of the first rows; else anything
//   item (i, j, g) computes rows i * blockM .. and columns j * blockN .. of product g, whose a, w and y begin aGroup,
//     wGroup and yGroup elements after those of product g - 1 (those of the epilogue yGroup); PANEL divides blockN
//   tile: ROWS rows by PANEL columns stay in registers for DEPTH steps of k. PACK first copies that part of w to
//     private memory; without it PANEL must divide n, and wColumn be 1
//   build-time VEC VECTORS ROWS DEPTH PACK      run-time the rest: few programs serve all products
//   oracle ReferenceMatMul. The steps of k run in order, each one fma: no tile or block size changes a bit

#if !defined(VECTORS) || !defined(ROWS) || !defined(DEPTH)
#error "matmul_cpu.cl needs VECTORS ROWS DEPTH"
#endif

#ifdef PACK
#define PANEL_SPACE __private
#define PANEL_ROW PANEL
// Copies depth steps of lanes columns of w, and zeros in the other columns of the panel.
static void pack(float* panel, const __global float* w, int wRow, int wColumn, int depth, int lanes) {
    if (wColumn == 1) {
        for (int i = 0; i < depth; i++) {
            VECTOR(float) row[VECTORS];
            load_panel(row, w + (size_t) i * wRow, lanes);
            FOR_UNROLLED(v, VECTORS) {
                STORE(row[v], panel + i * PANEL + v * VEC);
            }
        }
    } else {
        for (int lane = 0; lane < PANEL; lane++) {
            const __global float* column = w + (size_t) lane * wColumn;
            for (int i = 0; i < depth; i++) {
                panel[i * PANEL + lane] = lane < lanes ? column[(size_t) i * wRow] : 0.0f;
            }
        }
    }
}
#else
#define PANEL_SPACE __global
#define PANEL_ROW wRow
#endif

// Adds the depth rows of a panel to the sums of its columns, which begin with these or go on.
static void sum_columns(
    const PANEL_SPACE float* panel, int wRow, int depth, int lanes, bool goesOn, __global float* to) {
    VECTOR(float) sums[VECTORS] = {(VECTOR(float)) (0.0f)};
    if (goesOn) {
        load_panel(sums, to, lanes);
    }
    for (int i = 0; i < depth; i++, panel += PANEL_ROW) {
        FOR_UNROLLED(v, VECTORS) {
            sums[v] += LOAD(panel + v * VEC);
        }
    }
    store_panel(sums, to, lanes);
}

// The block of one item.
BODY void multiply(
    int rowBegin, int rowLast, int columnBegin, int columnEnd, int k,
    int aRow, int aColumn, int wRow, int wColumn, int yRow,
    int bias, int residual, int activation, int accumulate, int summed,
    const __global float* restrict a,
    const __global float* restrict w,
    const __global float* restrict b,
    const __global float* restrict shortcut,
    const __global float* restrict operand,
    __global float* restrict y,
    __global float* restrict columnSums) {
#ifdef PACK
    float panel[DEPTH * PANEL] __attribute__((aligned(64)));
#endif
    for (int k0 = 0; k0 < k; k0 += DEPTH) {
        const int depth = min(DEPTH, k - k0);
        const bool isLast = k0 + depth == k;
        for (int column = columnBegin; column < columnEnd; column += PANEL) {
            const int lanes = columnEnd - column;
            const __global float* part = w + (size_t) k0 * wRow + (size_t) column * wColumn;
#ifdef PACK
            pack(panel, part, wRow, wColumn, depth, lanes);
#else
            const __global float* panel = part;
#endif
            if (summed && rowBegin == 0) {
                sum_columns(panel, wRow, depth, lanes, k0 > 0, columnSums + column);
            }
            for (int row0 = rowBegin; row0 <= rowLast; row0 += ROWS) {
                // A tile that reaches over the last row repeats it.
                const __global float* from = a + (size_t) row0 * aRow + (size_t) k0 * aColumn;
                size_t rows[ROWS];
                __global float* to[ROWS];
                int row = row0;
                FOR_UNROLLED(r, ROWS) {
                    rows[r] = (size_t) (row - row0) * aRow;
                    to[r] = y + (size_t) row * yRow + column;
                    row += row < rowLast;
                }
                VECTOR(float) sums[ROWS][VECTORS];
                FOR_TILE(r, v) {
                    sums[r][v] = (VECTOR(float)) (0.0f);
                }
                if (k0 > 0 || accumulate) {
                    load_tile(sums, to, lanes);
                }
                // One pointer moves with the steps; counting up one for each row would hold up the multipliers.
                const PANEL_SPACE float* step = panel;
                for (int i = 0; i < depth; i++, from += aColumn, step += PANEL_ROW) {
                    VECTOR(float) factors[VECTORS];
                    FOR_UNROLLED(v, VECTORS) {
                        factors[v] = LOAD(step + v * VEC);
                    }
                    FOR_TILE(r, v) {
                        sums[r][v] = fma((VECTOR(float)) (from[rows[r]]), factors[v], sums[r][v]);
                    }
                }
                if (isLast) {
                    finish_tile(sums, to, column, lanes, bias, residual, activation, b, shortcut, operand, y);
                }
                store_tile(sums, to, lanes);
            }
        }
    }
}

__kernel __attribute__((reqd_work_group_size(1, 1, 1)))
void matmul_cpu(
    int m, int n, int k,
    int aRow, int aColumn, int wRow, int wColumn, int yRow,
    int aGroup, int wGroup, int yGroup,
    int blockM, int blockN,
    int bias, int residual, int activation, int accumulate, int summed,
    const __global float* restrict a, int aOffset,
    const __global float* restrict w, int wOffset,
    const __global float* restrict b, int bOffset,
    const __global float* restrict shortcut, int shortcutOffset,
    const __global float* restrict operand, int operandOffset,
    __global float* restrict y, int yOffset,
    __global float* restrict columnSums, int columnSumsOffset) {
    const size_t group = get_global_id(2);
    const int row = get_global_id(0) * blockM, column = get_global_id(1) * blockN;
    multiply(
        row, min(row + blockM, m) - 1, column, min(column + blockN, n), k,
        aRow, aColumn, wRow, wColumn, yRow,
        bias, residual, activation, accumulate, summed,
        a + aOffset + group * aGroup,
        w + wOffset + group * wGroup,
        b + bOffset + group * yGroup,
        shortcut + shortcutOffset + group * yGroup,
        operand + operandOffset + group * yGroup,
        y + yOffset + group * yGroup,
        columnSums + columnSumsOffset + group * yGroup);
}
