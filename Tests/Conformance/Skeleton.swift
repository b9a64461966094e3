enum SkeletonConformance {}
