// suites.h: the checks, one function and one file check_NAME.c per family of ops.
#ifndef FOVEA_SUITES_H
#define FOVEA_SUITES_H

#include "device.h"

void check_elementwise(Device* device);
void check_activate(Device* device);
void check_resample2d(Device* device);
void check_image(Device* device);
void check_loss_terms(Device* device);
void check_group_norm(Device* device);
void check_probe(Device* device);
void check_peak(Device* device);
void check_layout(Device* device);
void check_reduction(Device* device);
void check_max_pool2d(Device* device);
void check_avg_pool2d(Device* device);
void check_softmax(Device* device);
void check_cross_entropy(Device* device);
void check_batch_norm(Device* device);
void check_batch_norm_gradient(Device* device);
void check_dropout(Device* device);
void check_state(Device* device);
void check_optimizer(Device* device);
void check_data(Device* device);
void check_metrics(Device* device);
void check_matmul(Device* device);
void check_conv2d(Device* device);
void check_conv2d_weight_gradient(Device* device);
void check_conv2d_winograd(Device* device);

// Kernels that do what no kernel may: each of these checks must fail but the first. Returns how many must.
int check_broken(Device* device);

#endif
