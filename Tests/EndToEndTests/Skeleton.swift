import Testing

@Test func skeletonEndToEnd() { #expect(Bool(true)) }
