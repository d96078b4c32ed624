/** Tests of the finished jar, as its users meet it: on a module path, and beside two jars only. */
package io.fovea.packaging;
