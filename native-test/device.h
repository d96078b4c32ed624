// device.h: the OpenCL device under test, the kernel files built for it, and the record of what was built and run.
#ifndef FOVEA_DEVICE_H
#define FOVEA_DEVICE_H

#include <CL/cl.h>
#include <stdbool.h>

typedef struct Program Program;

// What a run of native-test needs to know about its surroundings.
typedef struct {
    const char* place;    // "platform.device", as in 0.1; NULL for the first
    const char* folder;   // where the .cl files lie
    bool tight;           // buffers without offset and guards, so that Oclgrind sees every overrun
} DeviceOptions;

typedef struct {
    DeviceOptions options;
    cl_device_id id;
    cl_context context;
    cl_command_queue queue;
    char name[256];
    char driver[128];
    size_t maxGroup;       // work-items per work-group
    size_t localBytes;     // local memory per work-group
    Program* programs;     // every program built so far
    int passed;
    int failed;
} Device;

// Opens the device. Returns false, with the reason on stderr, if there is none.
bool device_open(Device* device, DeviceOptions options);

void device_close(Device* device);

// The kernel of that name in kernels/FILE, built with those macros ("-D C=3 ..."); builds of equal file and macros are
// shared. Returns NULL, with the build log on stdout, if that fails.
cl_kernel device_kernel(Device* device, const char* file, const char* macros, const char* kernel);

// Fails a check for each .cl file of the folder that was never built and for each kernel that was never run.
void device_check_coverage(Device* device);

// Counts one check and prints its line; reason NULL means passed.
void device_report(Device* device, const char* check, const char* reason);

// The name of an OpenCL error code.
const char* device_error(cl_int code);

#endif
