enum SkeletonSandbox {}
