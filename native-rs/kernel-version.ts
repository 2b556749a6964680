/** Version of the arithmetic that this code expects; part of the graph hash. In a file of its own: it is needed without the kernel. */
export const KERNEL_VERSION = '1.1.0'
