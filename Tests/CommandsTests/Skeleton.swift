import Testing

@Test func skeletonCommands() { #expect(Bool(true)) }
