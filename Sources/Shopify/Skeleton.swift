enum SkeletonShopify {}
