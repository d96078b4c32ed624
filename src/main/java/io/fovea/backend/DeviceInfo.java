package io.fovea.backend;

/**
 * What is known of a device. Before it is opened, family and units are what is to be expected.
 *
 * @param backend name of its backend
 * @param id what selects it: the backend's name or that, a colon and more, as in {@code cpu} or
 *     {@code opencl:0.1}
 * @param name the device's own name
 * @param platform who provides it: an OpenCL platform, or the Java runtime
 * @param driver version of the driver, or of the Java runtime
 * @param family which kernels run on it, as in {@code portable}, {@code cpu} or {@code vector}
 * @param computeUnits compute units; of a device in Java, the threads that it uses
 * @param memoryBytes memory that it can use
 * @param rank higher is chosen first by {@code auto}: an OpenCL GPU 300, the Java CPU backend 200,
 *     an OpenCL CPU device 100, the reference 0
 */
public record DeviceInfo(
    String backend,
    String id,
    String name,
    String platform,
    String driver,
    String family,
    int computeUnits,
    long memoryBytes,
    int rank) {}
