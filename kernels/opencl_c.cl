// opencl_c.cl: declares the functions of OpenCL C that the kernels call; it stands before them where a driver would
// otherwise read a header of all 14,000 for each program (docs/decisions/0017), and defines that header's guard.
// A kernel that calls another function, or one of other types, declares it here.
//
// The declarations are those of the language: every overload of a function that could be meant with numbers of these
// kernels, so that nothing is converted in silence where the whole header would call it ambiguous. No kernel's macro
// may begin with DECLARE.

#define DECLARED __attribute__((overloadable))
#define DECLARED_CONST __attribute__((overloadable, const)) // depends on its arguments alone
#define DECLARED_PURE __attribute__((overloadable, pure)) // on memory, too

size_t DECLARED_CONST get_global_id(uint);
size_t DECLARED_CONST get_local_id(uint);
size_t DECLARED_CONST get_group_id(uint);
size_t DECLARED_CONST get_global_size(uint);
size_t DECLARED_CONST get_num_groups(uint);
void DECLARED __attribute__((convergent)) barrier(cl_mem_fence_flags);

#define DECLARE_WIDTHS(declare, type) declare(type) declare(type##2) declare(type##4) declare(type##8) declare(type##16)

// Of real numbers.
#define DECLARE_REALS(type) \
    type DECLARED_CONST copysign(type, type); \
    type DECLARED_CONST cos(type); \
    type DECLARED_CONST erfc(type); \
    type DECLARED_CONST exp(type); \
    type DECLARED_CONST expm1(type); \
    type DECLARED_CONST fabs(type); \
    type DECLARED_CONST floor(type); \
    type DECLARED_CONST fma(type, type, type); \
    type DECLARED_CONST log(type); \
    type DECLARED_CONST log1p(type); \
    type DECLARED_CONST sign(type); \
    type DECLARED_CONST sin(type); \
    type DECLARED_CONST sqrt(type);
DECLARE_WIDTHS(DECLARE_REALS, float)

int DECLARED_CONST isnan(float);
int DECLARED_CONST isfinite(float);

// Of numbers of any kind.
#define DECLARE_ORDERED(type) \
    type DECLARED_CONST min(type, type); \
    type DECLARED_CONST max(type, type); \
    type DECLARED_CONST clamp(type, type, type);
DECLARE_WIDTHS(DECLARE_ORDERED, float)
DECLARE_WIDTHS(DECLARE_ORDERED, int)
DECLARE_WIDTHS(DECLARE_ORDERED, uint)
DECLARE_ORDERED(long)
DECLARE_ORDERED(ulong)

#define DECLARE_INTEGERS(type) type DECLARED_CONST mul_hi(type, type);
DECLARE_WIDTHS(DECLARE_INTEGERS, int)
DECLARE_WIDTHS(DECLARE_INTEGERS, uint)

// Vectors in memory, and integers of another size.
#define DECLARE_VECTORS_OF(type, n, space) \
    type##n DECLARED_PURE vload##n(size_t, const space type*); \
    void DECLARED vstore##n(type##n, size_t, space type*);
#define DECLARE_VECTORS_IN(type, space) \
    DECLARE_VECTORS_OF(type, 2, space) \
    DECLARE_VECTORS_OF(type, 4, space) \
    DECLARE_VECTORS_OF(type, 8, space) \
    DECLARE_VECTORS_OF(type, 16, space)
#define DECLARE_VECTORS_OF_ALL(type) \
    DECLARE_VECTORS_IN(type, __global) \
    DECLARE_VECTORS_IN(type, __local) \
    DECLARE_VECTORS_IN(type, __private)
DECLARE_VECTORS_OF_ALL(float)
DECLARE_VECTORS_OF_ALL(int)
DECLARE_VECTORS_OF_ALL(uint)
DECLARE_VECTORS_OF_ALL(uchar)
DECLARE_VECTORS_OF_ALL(ushort)

// Vectors in memory where only their elements are aligned. PoCL's vstore writes one number after the other and leaves it
// to its compiler to find that they are a vector, which it does in part; common.cl takes these instead.
#define PLACED_VECTORS
#define PLACED(type, space) type##_in##space
#define DEFINE_PLACED_OF(type, n, space) \
    typedef type##n PLACED(type##n, space) __attribute__((aligned(sizeof(type)))); \
    static inline type##n DECLARED load_placed##n(const space type* from) { \
        return *(const space PLACED(type##n, space)*) from; \
    } \
    static inline void DECLARED store_placed##n(type##n v, space type* to) { \
        *(space PLACED(type##n, space)*) to = v; \
    }
#define DEFINE_PLACED_IN(type, space) \
    DEFINE_PLACED_OF(type, 2, space) \
    DEFINE_PLACED_OF(type, 4, space) \
    DEFINE_PLACED_OF(type, 8, space) \
    DEFINE_PLACED_OF(type, 16, space)
#define DEFINE_PLACED(type) \
    DEFINE_PLACED_IN(type, __global) \
    DEFINE_PLACED_IN(type, __local) \
    DEFINE_PLACED_IN(type, __private)
DEFINE_PLACED(float)
DEFINE_PLACED(int)
DEFINE_PLACED(uint)
DEFINE_PLACED(uchar)
DEFINE_PLACED(ushort)

#define DECLARE_CONVERSION(to, from) to DECLARED_CONST convert_##to(from);
#define DECLARE_CONVERSIONS(a, b) \
    DECLARE_CONVERSION(a, b) \
    DECLARE_CONVERSION(a##2, b##2) \
    DECLARE_CONVERSION(a##4, b##4) \
    DECLARE_CONVERSION(a##8, b##8) \
    DECLARE_CONVERSION(a##16, b##16)
DECLARE_CONVERSIONS(int, int)
DECLARE_CONVERSIONS(int, uchar)
DECLARE_CONVERSIONS(int, ushort)
DECLARE_CONVERSIONS(uchar, int)
DECLARE_CONVERSIONS(ushort, int)

#define DECLARE_COUNTED(space, type) type DECLARED atomic_inc(volatile space type*);
DECLARE_COUNTED(__global, int)
DECLARE_COUNTED(__global, uint)
DECLARE_COUNTED(__local, int)
DECLARE_COUNTED(__local, uint)
