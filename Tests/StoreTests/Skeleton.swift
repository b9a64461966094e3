import Testing

@Test func skeletonStore() { #expect(Bool(true)) }
