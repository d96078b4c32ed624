// launch.c: runs a kernel between guard bands and judges what it left behind.
#include "launch.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TENSORS = 16, GUARD_ELEMENTS = 64, OFFSET_ELEMENTS = 7, GUARD_BYTE = 0xA5 };

typedef enum { READ, WRITE, UPDATE, SCRATCH } Access;

typedef struct {
    const char* name;
    Type type;
    Access access;
    size_t count;
    size_t offset;          // of element 0, in elements
    size_t bytes;           // of the whole buffer
    unsigned char* before;  // the whole buffer before the launch
    unsigned char* after;   // and after it
    cl_mem memory;
    bool expected;
} Tensor;

struct Launch {
    Device* device;
    char check[512];
    char reason[512];  // empty while nothing is wrong
    cl_kernel kernel;
    cl_uint argument;
    Tensor tensors[MAX_TENSORS];
    int count;
    bool ran;
};

static size_t size_of(Type type) {
    return type == U8 ? 1 : 4;
}

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void fail(Launch* l, const char* format, ...) {
    if (l->reason[0] == 0) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(l->reason, sizeof l->reason, format, arguments);
        va_end(arguments);
    }
}

static void must(Launch* l, cl_int code, const char* call) {
    if (code != CL_SUCCESS) {
        fail(l, "%s: %s", call, device_error(code));
    }
}

Launch* launch(Device* device, const char* file, const char* kernel, const char* macros, const char* format, ...) {
    Launch* l = calloc(1, sizeof *l);
    if (l == NULL) {
        fprintf(stderr, "native-test: out of memory\n");
        exit(2);
    }
    l->device = device;
    int head = snprintf(l->check, sizeof l->check, "%s %s%s%s ", file, kernel, macros[0] ? " " : "", macros);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(l->check + head, sizeof l->check - (size_t) head, format, arguments);
    va_end(arguments);
    l->kernel = device_kernel(device, file, macros, kernel);
    if (l->kernel == NULL) {
        fail(l, "the kernel cannot be built");
    }
    return l;
}

static void argument(Launch* l, size_t bytes, const void* value) {
    if (l->kernel != NULL) {
        must(l, clSetKernelArg(l->kernel, l->argument++, bytes, value), "clSetKernelArg");
    }
}

void launch_int(Launch* l, int value) {
    argument(l, sizeof(cl_int), &(cl_int){value});
}

void launch_float(Launch* l, float value) {
    argument(l, sizeof(cl_float), &(cl_float){value});
}

static void tensor(Launch* l, const char* name, Type type, Access access, const void* data, size_t count) {
    if (l->count == MAX_TENSORS) {
        fail(l, "more than %d tensors", MAX_TENSORS);
        return;
    }
    const bool tight = l->device->options.tight;
    Tensor* t = &l->tensors[l->count++];
    *t = (Tensor){.name = name, .type = type, .access = access, .count = count};
    // Each tensor has another offset, so that a kernel which takes the wrong one is caught.
    t->offset = tight ? 0 : GUARD_ELEMENTS + OFFSET_ELEMENTS * (size_t) l->count;
    const size_t elements = tight ? count : t->offset + count + GUARD_ELEMENTS;
    t->bytes = elements * size_of(type);
    t->before = malloc(t->bytes);
    t->after = malloc(t->bytes);
    if (t->before == NULL || t->after == NULL) {
        fprintf(stderr, "native-test: out of memory\n");
        exit(2);
    }
    memset(t->before, GUARD_BYTE, t->bytes);
    if (data != NULL) {
        memcpy(t->before + t->offset * size_of(type), data, count * size_of(type));
    } else {
        memset(t->before + t->offset * size_of(type), 0xFF, count * size_of(type));
    }
    cl_int code;
    t->memory = clCreateBuffer(
        l->device->context, CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR, t->bytes, t->before, &code);
    must(l, code, "clCreateBuffer");
    argument(l, sizeof(cl_mem), &t->memory);
    launch_int(l, (int) t->offset);
}

void launch_read(Launch* l, const char* name, Type type, const void* data, size_t count) {
    tensor(l, name, type, READ, data, count);
}

void launch_write(Launch* l, const char* name, Type type, size_t count) {
    tensor(l, name, type, WRITE, NULL, count);
}

void launch_update(Launch* l, const char* name, Type type, const void* before, size_t count) {
    tensor(l, name, type, UPDATE, before, count);
}

void launch_scratch(Launch* l, const char* name, size_t floats) {
    tensor(l, name, F32, SCRATCH, NULL, floats);
}

// Whether the bytes outside the tensor's elements are as they were.
static bool guards_hold(const Tensor* t) {
    const size_t begin = t->offset * size_of(t->type);
    const size_t end = begin + t->count * size_of(t->type);
    return memcmp(t->before, t->after, begin) == 0 && memcmp(t->before + end, t->after + end, t->bytes - end) == 0;
}

void launch_run(Launch* l, int dims, const size_t* items, const size_t* local) {
    if (l->reason[0] != 0) {
        return;
    }
    size_t global[3];
    size_t group = 1;
    for (int i = 0; i < dims; i++) {
        global[i] = (items[i] + local[i] - 1) / local[i] * local[i];
        group *= local[i];
    }
    if (group > l->device->maxGroup) {
        fail(l, "work-groups of %zu exceed the device's limit %zu", group, l->device->maxGroup);
        return;
    }
    must(
        l,
        clEnqueueNDRangeKernel(l->device->queue, l->kernel, (cl_uint) dims, NULL, global, local, 0, NULL, NULL),
        "clEnqueueNDRangeKernel");
    must(l, clFinish(l->device->queue), "clFinish");
    for (int i = 0; i < l->count && l->reason[0] == 0; i++) {
        Tensor* t = &l->tensors[i];
        must(
            l,
            clEnqueueReadBuffer(l->device->queue, t->memory, CL_TRUE, 0, t->bytes, t->after, 0, NULL, NULL),
            "clEnqueueReadBuffer");
        if (t->access == READ && memcmp(t->before, t->after, t->bytes) != 0) {
            fail(l, "the input %s was changed", t->name);
        } else if (!guards_hold(t)) {
            fail(l, "something beside %s was written", t->name);
        }
    }
    l->ran = true;
}

void launch_run1(Launch* l, size_t items, size_t local) {
    launch_run(l, 1, &items, &local);
}

static double element(Type type, const void* data, size_t i) {
    switch (type) {
        case F32: return ((const float*) data)[i];
        case I32: return ((const int32_t*) data)[i];
        default: return ((const unsigned char*) data)[i];
    }
}

static bool same(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

// The written tensor of that name, or NULL when something is wrong already.
static Tensor* written(Launch* l, const char* name) {
    if (l->reason[0] != 0) {
        return NULL;
    }
    for (int i = 0; i < l->count; i++) {
        Tensor* t = &l->tensors[i];
        if (strcmp(t->name, name) == 0 && t->access != READ) {
            t->expected = true;
            return t;
        }
    }
    fail(l, "there is no output %s", name);
    return NULL;
}

static const void* results(const Tensor* t) {
    return t->after + t->offset * size_of(t->type);
}

// Whether element i of an output still has the pattern that was there before the launch.
static bool untouched(const Tensor* t, size_t i) {
    static const unsigned char PATTERN[4] = {0xFF, 0xFF, 0xFF, 0xFF};
    return t->access == WRITE && t->type == F32
        && memcmp((const unsigned char*) results(t) + 4 * i, PATTERN, 4) == 0;
}

static void compare(Launch* l, const char* name, const void* want, bool uniform) {
    const Tensor* t = written(l, name);
    if (t == NULL) {
        return;
    }
    bool varied = uniform || t->count == 1;
    for (size_t i = 0; i < t->count; i++) {
        const double expected = element(t->type, want, i);
        const double got = element(t->type, results(t), i);
        varied = varied || !same(expected, element(t->type, want, 0));
        if (untouched(t, i)) {
            fail(l, "%s[%zu] was not written", name, i);
        } else if (!same(got, expected)) {
            fail(l, "%s[%zu] is %.9g, want %.9g", name, i, got, expected);
        }
    }
    if (!varied) {
        fail(l, "all expected %s are equal: this proves nothing", name);
    }
}

void launch_expect(Launch* l, const char* name, const void* want) {
    compare(l, name, want, false);
}

void launch_expect_uniform(Launch* l, const char* name, const void* want) {
    compare(l, name, want, true);
}

void launch_expect_close(Launch* l, const char* name, const double* want, const double* bound) {
    const Tensor* t = written(l, name);
    if (t == NULL) {
        return;
    }
    bool varied = t->count == 1;
    for (size_t i = 0; i < t->count; i++) {
        const double got = element(t->type, results(t), i);
        varied = varied || !same(want[i], want[0]);
        if (untouched(t, i)) {
            fail(l, "%s[%zu] was not written", name, i);
        } else if (!same(got, want[i]) && !(isfinite(want[i]) && fabs(got - want[i]) <= bound[i])) {
            fail(l, "%s[%zu] is %.9g, want %.9g within %.3g", name, i, got, want[i], bound[i]);
        }
    }
    if (!varied) {
        fail(l, "all expected %s are equal: this proves nothing", name);
    }
}

const void* launch_result(Launch* l, const char* name) {
    const Tensor* t = written(l, name);
    return t == NULL ? NULL : results(t);
}

void launch_end(Launch* l) {
    if (!l->ran) {
        fail(l, "it was not run");
    }
    for (int i = 0; i < l->count; i++) {
        Tensor* t = &l->tensors[i];
        if ((t->access == WRITE || t->access == UPDATE) && !t->expected) {
            fail(l, "nothing is expected of %s", t->name);
        }
        if (t->memory != NULL) {
            clReleaseMemObject(t->memory);
        }
        free(t->before);
        free(t->after);
    }
    if (l->kernel != NULL) {
        clReleaseKernel(l->kernel);
    }
    device_report(l->device, l->check, l->reason[0] == 0 ? NULL : l->reason);
    free(l);
}
