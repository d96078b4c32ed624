// launch.h: one launch of one kernel, with everything around it watched.
//
// The arguments are given in the order in which the kernel declares them. Each tensor lies in a buffer of its own at an
// offset between guard bands; what the kernel must write is filled with a NaN pattern before. launch_end fails the check
// if the build or the launch failed, a guard or an input changed, an expected output was left unwritten or differs, an
// output or updated tensor has no expectation, or all expected numbers are equal (that would prove nothing).
//
//   Launch* l = launch(device, "relu.cl", "relu", "", "count=%d", count);
//   launch_int(l, count);
//   launch_read(l, "x", F32, x, count);
//   launch_write(l, "y", F32, count);
//   launch_run1(l, count, 256);
//   launch_expect(l, "y", want);
//   launch_end(l);
#ifndef FOVEA_LAUNCH_H
#define FOVEA_LAUNCH_H

#include "device.h"

typedef enum { F32, I32, U8 } Type;

typedef struct Launch Launch;

// Begins a launch of a kernel of kernels/FILE built with macros ("-D C=3 -D VEC=1"); the format names the case.
#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
Launch* launch(Device* device, const char* file, const char* kernel, const char* macros, const char* format, ...);

void launch_int(Launch* l, int value);
void launch_float(Launch* l, float value);

// A tensor that the kernel only reads.
void launch_read(Launch* l, const char* name, Type type, const void* data, size_t count);

// A tensor of which the kernel writes every element and reads none.
void launch_write(Launch* l, const char* name, Type type, size_t count);

// A tensor that the kernel reads and overwrites in place.
void launch_update(Launch* l, const char* name, Type type, const void* before, size_t count);

// Working memory, full of NaN before the launch.
void launch_scratch(Launch* l, const char* name, size_t floats);

// Runs over the given numbers of work-items, each rounded up to a multiple of the work-group's.
void launch_run(Launch* l, int dims, const size_t* items, const size_t* local);
void launch_run1(Launch* l, size_t items, size_t local);

// Equal numbers: any NaN equals any NaN, and nothing else differs.
void launch_expect(Launch* l, const char* name, const void* want);

// As launch_expect, for an output whose numbers really are all equal.
void launch_expect_uniform(Launch* l, const char* name, const void* want);

// |got - want| <= bound, element by element; where want is NaN or infinite, the same.
void launch_expect_close(Launch* l, const char* name, const double* want, const double* bound);

// What the kernel left in a tensor, to be the input of the next launch; valid until launch_end.
const void* launch_result(Launch* l, const char* name);

// Prints the line of this check and frees everything.
void launch_end(Launch* l);

#endif
