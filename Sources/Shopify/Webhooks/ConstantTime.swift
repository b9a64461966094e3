/// Comparing what must stay secret.
package enum ConstantTime {
    /// Takes as long for bytes that differ early as for those that differ late; only another length is told at once.
    package static func areEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(left, right) { difference |= one ^ other }
        return difference == 0
    }
}
