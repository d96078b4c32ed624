// main.c: native-test runs every kernel of kernels/ on an OpenCL device against plain C loops.
//
// Prints a line per check and `N passed, N failed`. Exit status: 0 all passed, 1 some failed, 2 nothing could be run.
#include "data.h"
#include "device.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char* name;
    void (*run)(Device*);
} Suite;

static const Suite SUITES[] = {
    {"elementwise", check_elementwise},
    {"activate", check_activate},
    {"loss_terms", check_loss_terms},
    {"group_norm", check_group_norm},
    {"probe", check_probe},
    {"peak", check_peak},
    {"resample2d", check_resample2d},
    {"image", check_image},
    {"layout", check_layout},
    {"reduction", check_reduction},
    {"max_pool2d", check_max_pool2d},
    {"avg_pool2d", check_avg_pool2d},
    {"softmax", check_softmax},
    {"cross_entropy", check_cross_entropy},
    {"batch_norm", check_batch_norm},
    {"batch_norm_gradient", check_batch_norm_gradient},
    {"dropout", check_dropout},
    {"state", check_state},
    {"optimizer", check_optimizer},
    {"data", check_data},
    {"metrics", check_metrics},
    {"matmul", check_matmul},
    {"conv2d", check_conv2d},
    {"conv2d_weight_gradient", check_conv2d_weight_gradient},
    {"conv2d_winograd", check_conv2d_winograd},
};

enum { SUITE_COUNT = sizeof SUITES / sizeof SUITES[0] };

static const char USAGE[] =
    "usage: native-test [--device PLATFORM.DEVICE] [--only SUITE] [--tight] [--kernels FOLDER] [--allow-no-device]\n"
    "                   [--broken]\n"
    "  --device           which device, as in 0.1 (or environment FOVEA_DEVICE); default: the first\n"
    "  --only             one suite, without the check that every kernel is covered\n"
    "  --tight            buffers exactly as long as their tensors, so that Oclgrind sees every overrun\n"
    "  --kernels          where the .cl files lie\n"
    "  --allow-no-device  no OpenCL device is no failure\n"
    "  --broken           runs kernels that are wrong on purpose: succeeds if every one of them is caught\n"
    "suites:";

static int usage(void) {
    fputs(USAGE, stderr);
    for (int i = 0; i < SUITE_COUNT; i++) {
        fprintf(stderr, " %s", SUITES[i].name);
    }
    fputc('\n', stderr);
    return 2;
}

static int run_suites(Device* device, const char* only) {
    bool found = false;
    for (int i = 0; i < SUITE_COUNT; i++) {
        if (only == NULL || strcmp(only, SUITES[i].name) == 0) {
            found = true;
            SUITES[i].run(device);
            free_arrays();
        }
    }
    if (!found) {
        return usage();
    }
    if (only == NULL) {
        device_check_coverage(device);
    }
    printf("%d passed, %d failed\n", device->passed, device->failed);
    return device->failed == 0 && device->passed > 0 ? 0 : 1;
}

// Succeeds if every broken kernel fails its check and the sound one beside them, which shows that they build, passes.
static int run_broken(Device* device) {
    const int expected = check_broken(device);
    free_arrays();
    printf("%d broken kernels caught of %d, %d sound ones passed of 1\n", device->failed, expected, device->passed);
    return device->failed == expected && device->passed == 1 ? 0 : 1;
}

int main(int count, char** arguments) {
    DeviceOptions options = {.place = getenv("FOVEA_DEVICE"), .folder = KERNELS_FOLDER};
    const char* only = NULL;
    bool deviceRequired = true;
    bool broken = false;
    for (int i = 1; i < count; i++) {
        const bool more = i + 1 < count;
        if (strcmp(arguments[i], "--device") == 0 && more) {
            options.place = arguments[++i];
        } else if (strcmp(arguments[i], "--only") == 0 && more) {
            only = arguments[++i];
        } else if (strcmp(arguments[i], "--kernels") == 0 && more) {
            options.folder = arguments[++i];
        } else if (strcmp(arguments[i], "--tight") == 0) {
            options.tight = true;
        } else if (strcmp(arguments[i], "--allow-no-device") == 0) {
            deviceRequired = false;
        } else if (strcmp(arguments[i], "--broken") == 0) {
            broken = true;
        } else {
            return usage();
        }
    }
    Device device;
    if (!device_open(&device, options)) {
        return deviceRequired ? 2 : 0;
    }
    printf("%s (driver %s)\n", device.name, device.driver);
    const int status = broken ? run_broken(&device) : run_suites(&device, only);
    device_close(&device);
    return status;
}
