import Testing

@Test func skeletonShopify() { #expect(Bool(true)) }
