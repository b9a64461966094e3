/// How many slices of a job are at which step at once.
///
/// Shopify takes its time to write a result, and so do we to read one: while some are read, others are written.
struct SliceTurns: Sendable {
    /// Those whose operation runs at Shopify.
    let operations: Turns
    /// Those whose result is read.
    let readers: Turns
    /// All together.
    let slots: Int

    init(_ limits: ReadLimits) {
        operations = Turns(places: limits.operations)
        readers = Turns(places: limits.readers)
        slots = limits.operations + limits.readers
    }
}
