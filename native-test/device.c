// device.c: opens an OpenCL device and builds kernel files for it.
#include "device.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_KERNELS = 16, MAX_DEVICES = 16 };

// A built kernel file, and which of its kernels were run.
struct Program {
    char* file;
    char* macros;
    cl_program program;
    cl_uint kernels;
    char* names[MAX_KERNELS];
    bool run[MAX_KERNELS];
    Program* next;
};

static void* allocate(size_t bytes) {
    void* memory = calloc(1, bytes);
    if (memory == NULL) {
        fprintf(stderr, "native-test: out of memory\n");
        exit(2);
    }
    return memory;
}

static char* copy_of(const char* text) {
    char* copy = allocate(strlen(text) + 1);
    return strcpy(copy, text);
}

bool device_open(Device* device, DeviceOptions options) {
    memset(device, 0, sizeof *device);
    device->options = options;
    unsigned platformIndex = 0, deviceIndex = 0;
    if (options.place != NULL && sscanf(options.place, "%u.%u", &platformIndex, &deviceIndex) != 2) {
        fprintf(stderr, "native-test: device '%s': expected PLATFORM.DEVICE, as in 0.1\n", options.place);
        return false;
    }
    cl_platform_id platforms[MAX_DEVICES];
    cl_uint count = 0;
    cl_int code = clGetPlatformIDs(MAX_DEVICES, platforms, &count);
    if (code != CL_SUCCESS || platformIndex >= count) {
        fprintf(stderr, "native-test: no OpenCL platform %u (%s, %u found)\n", platformIndex, device_error(code), count);
        return false;
    }
    cl_device_id devices[MAX_DEVICES];
    code = clGetDeviceIDs(platforms[platformIndex], CL_DEVICE_TYPE_ALL, MAX_DEVICES, devices, &count);
    if (code != CL_SUCCESS || deviceIndex >= count) {
        fprintf(stderr, "native-test: no OpenCL device %u.%u (%s)\n", platformIndex, deviceIndex, device_error(code));
        return false;
    }
    device->id = devices[deviceIndex];
    clGetDeviceInfo(device->id, CL_DEVICE_NAME, sizeof device->name, device->name, NULL);
    clGetDeviceInfo(device->id, CL_DRIVER_VERSION, sizeof device->driver, device->driver, NULL);
    clGetDeviceInfo(device->id, CL_DEVICE_MAX_WORK_GROUP_SIZE, sizeof device->maxGroup, &device->maxGroup, NULL);
    cl_ulong localBytes = 0;
    clGetDeviceInfo(device->id, CL_DEVICE_LOCAL_MEM_SIZE, sizeof localBytes, &localBytes, NULL);
    device->localBytes = (size_t) localBytes;
    device->context = clCreateContext(NULL, 1, &device->id, NULL, NULL, &code);
    if (code == CL_SUCCESS) {
        device->queue = clCreateCommandQueue(device->context, device->id, 0, &code);
    }
    if (code != CL_SUCCESS) {
        fprintf(stderr, "native-test: %s cannot be opened: %s\n", device->name, device_error(code));
        return false;
    }
    return true;
}

void device_close(Device* device) {
    for (Program* program = device->programs; program != NULL;) {
        Program* next = program->next;
        clReleaseProgram(program->program);
        for (cl_uint i = 0; i < program->kernels; i++) {
            free(program->names[i]);
        }
        free(program->file);
        free(program->macros);
        free(program);
        program = next;
    }
    clReleaseCommandQueue(device->queue);
    clReleaseContext(device->context);
}

// The text of a file of the kernels' folder after a #line directive that names it; NULL if it cannot be read.
static char* source(const Device* device, const char* file) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", device->options.folder, file);
    FILE* in = fopen(path, "rb");
    if (in == NULL) {
        return NULL;
    }
    fseek(in, 0, SEEK_END);
    size_t size = (size_t) ftell(in);
    rewind(in);
    char* text = allocate(size + strlen(file) + 64);
    int head = sprintf(text, "\n#line 1 \"%s\"\n", file);
    size_t got = fread(text + head, 1, size, in);
    fclose(in);
    if (got != size) {
        free(text);
        return NULL;
    }
    return text;
}

static void print_build_log(const Device* device, cl_program program) {
    size_t size = 0;
    clGetProgramBuildInfo(program, device->id, CL_PROGRAM_BUILD_LOG, 0, NULL, &size);
    char* log = allocate(size + 1);
    clGetProgramBuildInfo(program, device->id, CL_PROGRAM_BUILD_LOG, size, log, NULL);
    printf("%s\n", log);
    free(log);
}

// The files that the compiler puts before each kernel file.
static const char* const PRELUDE[] = {"common.cl", "fetch.cl", "mma.cl", "epilogue.cl"};

enum { PRELUDE_COUNT = sizeof PRELUDE / sizeof PRELUDE[0] };

// The engine puts it before its files where a driver would read a header of the whole language. Here that header is read.
static const char DECLARATIONS[] = "opencl_c.cl";

static bool is_prelude(const char* file) {
    if (strcmp(file, DECLARATIONS) == 0) {
        return true;
    }
    for (int i = 0; i < PRELUDE_COUNT; i++) {
        if (strcmp(file, PRELUDE[i]) == 0) {
            return true;
        }
    }
    return false;
}

static Program* build(Device* device, const char* file, const char* macros) {
    for (Program* program = device->programs; program != NULL; program = program->next) {
        if (strcmp(program->file, file) == 0 && strcmp(program->macros, macros) == 0) {
            return program;
        }
    }
    const char* files[] = {PRELUDE[0], PRELUDE[1], PRELUDE[2], PRELUDE[3], file};
    char* texts[PRELUDE_COUNT + 1];
    bool isComplete = true;
    for (int i = 0; i <= PRELUDE_COUNT; i++) {
        texts[i] = source(device, files[i]);
        if (texts[i] == NULL) {
            printf("%s/%s cannot be read\n", device->options.folder, files[i]);
            isComplete = false;
        }
    }
    cl_int code = CL_INVALID_VALUE;
    cl_program built = NULL;
    if (isComplete) {
        built = clCreateProgramWithSource(device->context, PRELUDE_COUNT + 1, (const char**) texts, NULL, &code);
    }
    for (int i = 0; i <= PRELUDE_COUNT; i++) {
        free(texts[i]);
    }
    if (code != CL_SUCCESS) {
        return NULL;
    }
    char options[2048];
    snprintf(options, sizeof options, "-cl-std=CL1.2 -Werror %s", macros);
    code = clBuildProgram(built, 1, &device->id, options, NULL, NULL);
    cl_kernel kernels[MAX_KERNELS];
    cl_uint count = 0;
    if (code == CL_SUCCESS) {
        code = clCreateKernelsInProgram(built, MAX_KERNELS, kernels, &count);
    }
    if (code != CL_SUCCESS) {
        printf("%s with %s: %s\n", file, options, device_error(code));
        print_build_log(device, built);
        clReleaseProgram(built);
        return NULL;
    }
    Program* program = allocate(sizeof *program);
    program->file = copy_of(file);
    program->macros = copy_of(macros);
    program->program = built;
    program->kernels = count;
    for (cl_uint i = 0; i < count; i++) {
        size_t size = 0;
        clGetKernelInfo(kernels[i], CL_KERNEL_FUNCTION_NAME, 0, NULL, &size);
        program->names[i] = allocate(size + 1);
        clGetKernelInfo(kernels[i], CL_KERNEL_FUNCTION_NAME, size, program->names[i], NULL);
        clReleaseKernel(kernels[i]);
    }
    program->next = device->programs;
    device->programs = program;
    return program;
}

cl_kernel device_kernel(Device* device, const char* file, const char* macros, const char* kernel) {
    Program* program = build(device, file, macros);
    if (program == NULL) {
        return NULL;
    }
    for (cl_uint i = 0; i < program->kernels; i++) {
        if (strcmp(program->names[i], kernel) == 0) {
            program->run[i] = true;
            return clCreateKernel(program->program, kernel, NULL);
        }
    }
    printf("%s has no kernel %s\n", file, kernel);
    return NULL;
}

// Whether any build of the file was made, and, where kernel is not NULL, whether any build's kernel of that name was run.
static bool was_used(const Device* device, const char* file, const char* kernel) {
    for (const Program* program = device->programs; program != NULL; program = program->next) {
        if (strcmp(program->file, file) == 0) {
            if (kernel == NULL) {
                return true;
            }
            for (cl_uint i = 0; i < program->kernels; i++) {
                if (program->run[i] && strcmp(program->names[i], kernel) == 0) {
                    return true;
                }
            }
        }
    }
    return false;
}

void device_check_coverage(Device* device) {
    char check[512];
    DIR* folder = opendir(device->options.folder);
    if (folder == NULL) {
        device_report(device, device->options.folder, "cannot be read");
        return;
    }
    for (struct dirent* entry; (entry = readdir(folder)) != NULL;) {
        const char* end = strrchr(entry->d_name, '.');
        if (end != NULL && strcmp(end, ".cl") == 0 && !is_prelude(entry->d_name)) {
            snprintf(check, sizeof check, "%s is built and checked", entry->d_name);
            device_report(device, check, was_used(device, entry->d_name, NULL) ? NULL : "no check builds this file");
        }
    }
    closedir(folder);
    for (const Program* program = device->programs; program != NULL; program = program->next) {
        for (cl_uint i = 0; i < program->kernels; i++) {
            if (!was_used(device, program->file, program->names[i])) {
                snprintf(check, sizeof check, "%s (%s)", program->names[i], program->file);
                device_report(device, check, "no check runs this kernel");
            }
        }
    }
}

void device_report(Device* device, const char* check, const char* reason) {
    if (reason == NULL) {
        device->passed++;
        printf("ok      %s\n", check);
    } else {
        device->failed++;
        printf("FAILED  %s: %s\n", check, reason);
    }
    fflush(stdout);
}

const char* device_error(cl_int code) {
    static char unknown[32];
    switch (code) {
        case CL_SUCCESS: return "success";
        case CL_DEVICE_NOT_FOUND: return "CL_DEVICE_NOT_FOUND";
        case CL_MEM_OBJECT_ALLOCATION_FAILURE: return "CL_MEM_OBJECT_ALLOCATION_FAILURE";
        case CL_OUT_OF_RESOURCES: return "CL_OUT_OF_RESOURCES";
        case CL_OUT_OF_HOST_MEMORY: return "CL_OUT_OF_HOST_MEMORY";
        case CL_BUILD_PROGRAM_FAILURE: return "CL_BUILD_PROGRAM_FAILURE";
        case CL_INVALID_ARG_SIZE: return "CL_INVALID_ARG_SIZE";
        case CL_INVALID_ARG_INDEX: return "CL_INVALID_ARG_INDEX";
        case CL_INVALID_KERNEL_ARGS: return "CL_INVALID_KERNEL_ARGS";
        case CL_INVALID_WORK_GROUP_SIZE: return "CL_INVALID_WORK_GROUP_SIZE";
        case CL_INVALID_WORK_ITEM_SIZE: return "CL_INVALID_WORK_ITEM_SIZE";
        case -1001: return "CL_PLATFORM_NOT_FOUND_KHR";
        default:
            snprintf(unknown, sizeof unknown, "OpenCL error %d", code);
            return unknown;
    }
}
