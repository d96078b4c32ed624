// common.cl: what several kernel files need; the compiler puts it before each of them.
//
// Conventions of every kernel: arguments are run-time integers and floats, then tensors, each as a pointer and the
// offset of its first element, inputs before outputs, workspace last. Every pointer is restrict; a tensor that is
// changed in place is passed once. Geometry comes as macros. So do these, which only say how the work is dealt out:
//   CHUNK   consecutive elements (or rows, or pixels) per work-item: 1 suits a GPU; 0, an equal share of all, a device that
//           runs a work-group as a loop: thousands with work-groups of one let its compiler vectorise the loop in here
//   VEC     consecutive channels that a work-item treats at once; divides their number, unless the kernel says any
//   GROUP, GROUP_ROWS, GROUP_CHANNELS   work-items that share a reduction; 1 for devices without use for barriers
// VEC, GROUP and GROUP_ROWS fix the order in which a reduction adds; CHUNK and GROUP_CHANNELS change no bit.

// Passing float16 by value has an ABI that depends on the processor; here everything is inlined.
#ifdef __clang__
#pragma clang diagnostic ignored "-Wpsabi"
#endif

// A product and a sum are rounded one by one, unless the source says fma: the same bits whatever the compiler unrolls.
#pragma OPENCL FP_CONTRACT OFF

#ifndef CHUNK
#define CHUNK 1
#endif
#ifndef VEC
#define VEC 1
#endif
#ifndef GROUP
#define GROUP 1
#endif
#ifndef GROUP_ROWS
#define GROUP_ROWS 1
#endif
#ifndef GROUP_CHANNELS
#define GROUP_CHANNELS 1
#endif
#if (GROUP & (GROUP - 1)) != 0 || (GROUP_ROWS & (GROUP_ROWS - 1)) != 0
#error "GROUP and GROUP_ROWS must be powers of two"
#endif

// How many of count things each of some takers has, so that all are taken.
#if CHUNK == 0
#define SHARE(count, takers) (((count) + (takers) - 1) / (takers))
#else
#define SHARE(count, takers) CHUNK
#endif

// A loop over this work-item's share of 0 .. count - 1.
#define FOR_CHUNK(i, count) \
    const size_t i##_share = SHARE((size_t) (count), get_global_size(0)); \
    for (size_t i = get_global_id(0) * i##_share, i##_end = min(i + i##_share, (size_t) (count)); i < i##_end; i++)

// ReLU of a number or vector. NaN stays NaN, so no fmax.
#define RECTIFIED(type, value) ((value) < (type) (0.0f) ? (type) (0.0f) : (value))

// A function that holds most of a kernel. PoCL makes three copies of a kernel and compiles each; of a function that is
// not inlined it makes one. Such a function must not ask for its place. A GPU's compiler may inline it.
#if CHUNK == 0 || defined(VECTORS)
#define BODY static __attribute__((noinline))
#else
#define BODY static
#endif

// A loop whose trip count is a macro, written out: what it indexes can then live in registers.
#define FOR_UNROLLED(i, count) _Pragma("unroll") for (int i = 0; i < (count); i++)

#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)

// VECTOR(float) is a vector of VEC floats, or a float; LOAD and STORE need no alignment but the element's.
#if VEC == 1
#define VECTOR(type) type
#define LOAD(pointer) (*(pointer))
#define STORE(value, pointer) (*(pointer) = (value))
#elif VEC == 2 || VEC == 4 || VEC == 8 || VEC == 16
#define VECTOR(type) PASTE(type, VEC)
#ifdef PLACED_VECTORS
#define LOAD(pointer) PASTE(load_placed, VEC)(pointer)
#define STORE(value, pointer) PASTE(store_placed, VEC)(value, pointer)
#else
#define LOAD(pointer) PASTE(vload, VEC)(0, pointer)
#define STORE(value, pointer) PASTE(vstore, VEC)(value, 0, pointer)
#endif
#else
#error "VEC must be 1, 2, 4, 8 or 16"
#endif
#define CONVERT(type, value) PASTE(convert_, VECTOR(type))(value)

// floor(u * count) without rounding; u counts as the nearest number of [0, 1) that the generator can give.
static int choice(float u, int count) {
    const float bits = u > 0.0f ? u * 0x1p24f : 0.0f;
    return (int) ((ulong) (bits < 0x1p24f ? bits : 0x1p24f - 1.0f) * (ulong) count >> 24);
}

// Rows that are treated each by a work-group of GROUP, or, where that is 1, CHUNK at a time by each work-item.
#if GROUP == 1
#define LANE 0
#define FOR_ROWS(row, rows) FOR_CHUNK(row, rows)
#else
#define LANE ((int) get_local_id(0))
#define FOR_ROWS(row, rows) const size_t row = get_group_id(0);
#endif

// A loop over the vectors of a row that fall to this work-item; the last may reach over the row's end.
#define FOR_LANES(c, channels) for (int c = LANE * VEC; c < (channels); c += GROUP * VEC)

// The first lanes numbers of a vector, one at least, from memory; fill in the others.
BODY VECTOR(float) load_edge(const __global float* from, int lanes, float fill) {
    float edge[VEC];
    for (int lane = 0; lane < VEC; lane++) {
        edge[lane] = lane < lanes ? from[lane] : fill;
    }
    return LOAD(edge);
}
static VECTOR(float) load_lanes(const __global float* from, int lanes, float fill) {
    return VEC == 1 || lanes >= VEC ? LOAD(from) : load_edge(from, lanes, fill);
}

// Stores the first lanes numbers of a vector, one at least.
BODY void store_edge(VECTOR(float) v, __global float* to, int lanes) {
    float edge[VEC];
    STORE(v, edge);
    for (int lane = 0; lane < lanes; lane++) {
        to[lane] = edge[lane];
    }
}
static void store_lanes(VECTOR(float) v, __global float* to, int lanes) {
    if (VEC == 1 || lanes >= VEC) {
        STORE(v, to);
    } else {
        store_edge(v, to, lanes);
    }
}

// The sum of the lanes of a vector, pairwise.
static float lane_sum(VECTOR(float) v) {
    float lanes[VEC];
    STORE(v, lanes);
    for (int width = VEC / 2; width > 0; width /= 2) {
        for (int i = 0; i < width; i++) {
            lanes[i] += lanes[i + width];
        }
    }
    return lanes[0];
}

// The largest lane of a vector; NaN is passed over.
static float lane_max(VECTOR(float) v) {
    float lanes[VEC];
    STORE(v, lanes);
    for (int i = 1; i < VEC; i++) {
        lanes[0] = lanes[i] > lanes[0] ? lanes[i] : lanes[0];
    }
    return lanes[0];
}

// The sum of one value of each work-item of a one-dimensional work-group of GROUP, as a tree; every work-item gets it.
static float group_sum(float value, __local float* shared) {
#if GROUP > 1
    shared[LANE] = value;
    for (int width = GROUP / 2; width > 0; width /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (LANE < width) {
            shared[LANE] += shared[LANE + width];
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    value = shared[0];
    barrier(CLK_LOCAL_MEM_FENCE);
#endif
    return value;
}

// As group_sum, the largest value; NaN is passed over.
static float group_max(float value, __local float* shared) {
#if GROUP > 1
    shared[LANE] = value;
    for (int width = GROUP / 2; width > 0; width /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (LANE < width && shared[LANE + width] > shared[LANE]) {
            shared[LANE] = shared[LANE + width];
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    value = shared[0];
    barrier(CLK_LOCAL_MEM_FENCE);
#endif
    return value;
}

// The largest number of a row, by its work-items; NaN is passed over.
static float row_max(const __global float* x, int channels, __local float* shared) {
    VECTOR(float) largest = -INFINITY;
    FOR_LANES(c, channels) {
        const VECTOR(float) value = load_lanes(x + c, channels - c, -INFINITY);
        largest = value > largest ? value : largest;
    }
    return group_max(lane_max(largest), shared);
}

// The sum of one value of each row of a work-group of GROUP_CHANNELS x GROUP_ROWS, as a tree; every work-item gets that
// of its channels.
static VECTOR(float) group_rows_sum(VECTOR(float) value, __local VECTOR(float)* shared) {
#if GROUP_ROWS > 1
    const int row = get_local_id(1);
    __local VECTOR(float)* column = shared + get_local_id(0);
    column[row * GROUP_CHANNELS] = value;
    for (int width = GROUP_ROWS / 2; width > 0; width /= 2) {
        barrier(CLK_LOCAL_MEM_FENCE);
        if (row < width) {
            column[row * GROUP_CHANNELS] += column[(row + width) * GROUP_CHANNELS];
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    value = column[0];
    barrier(CLK_LOCAL_MEM_FENCE);
#endif
    return value;
}

// The sum of count consecutive numbers, or of their squares, by a work-group of GROUP: each work-item adds up every
// GROUP-th vector, then the numbers behind the last whole round of vectors; the tree adds those sums.
BODY float group_sum_of(const __global float* x, int count, bool squares, __local float* shared) {
    const int whole = count / (GROUP * VEC) * (GROUP * VEC);
    VECTOR(float) sum = 0.0f;
    for (int i = LANE * VEC; i < whole; i += GROUP * VEC) {
        const VECTOR(float) value = LOAD(x + i);
        sum += squares ? value * value : value;
    }
    float tail = 0.0f;
    for (int i = whole + LANE; i < count; i += GROUP) {
        tail += squares ? x[i] * x[i] : x[i];
    }
    return group_sum(lane_sum(sum) + tail, shared);
}

// Register tiles of the CPU family: a panel is VECTORS vectors of VEC consecutive columns; a tile is ROWS such rows.
#ifdef VECTORS
#define PANEL (VECTORS * VEC)

#define FOR_TILE(r, v) FOR_UNROLLED(r, ROWS) FOR_UNROLLED(v, VECTORS)

// The first lanes columns of a panel from memory; zero in the others.
static void load_panel(VECTOR(float)* panel, const __global float* from, int lanes) {
    if (lanes >= PANEL) {
        FOR_UNROLLED(v, VECTORS) {
            panel[v] = LOAD(from + v * VEC);
        }
    } else {
        float edge[PANEL];
        for (int lane = 0; lane < PANEL; lane++) {
            edge[lane] = lane < lanes ? from[lane] : 0.0f;
        }
        FOR_UNROLLED(v, VECTORS) {
            panel[v] = LOAD(edge + v * VEC);
        }
    }
}

// The first lanes columns of each row of a tile from memory.
static void load_tile(VECTOR(float) (*tile)[VECTORS], __global float** from, int lanes) {
    if (lanes >= PANEL) {
        FOR_TILE(r, v) {
            tile[r][v] = LOAD(from[r] + v * VEC);
        }
    } else {
        float edge[ROWS][PANEL];
        for (int r = 0; r < ROWS; r++) {
            for (int lane = 0; lane < PANEL; lane++) {
                edge[r][lane] = lane < lanes ? from[r][lane] : 0.0f;
            }
        }
        FOR_TILE(r, v) {
            tile[r][v] = LOAD(&edge[r][v * VEC]);
        }
    }
}

// Stores the first lanes columns of each row of a tile.
static void store_tile(VECTOR(float) (*tile)[VECTORS], __global float** to, int lanes) {
    if (lanes >= PANEL) {
        FOR_TILE(r, v) {
            STORE(tile[r][v], to[r] + v * VEC);
        }
    } else {
        float edge[ROWS][PANEL];
        FOR_TILE(r, v) {
            STORE(tile[r][v], &edge[r][v * VEC]);
        }
        for (int r = 0; r < ROWS; r++) {
            for (int lane = 0; lane < lanes; lane++) {
                to[r][lane] = edge[r][lane];
            }
        }
    }
}
#endif
