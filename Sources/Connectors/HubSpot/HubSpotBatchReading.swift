import SyncModel

/// Tells which input each part of a batch answer belongs to.
///
/// Pure.
///
/// Neither the order nor the e-mail identifies an input: answers are not in order, and addresses come back folded. The
/// trace id does, or our unique property, or for an update the record id.
struct HubSpotBatchReading {
    /// Index in the call of a confirmed write, with the record.
    private(set) var written: [(Int, HubSpotRecord)] = []
    private(set) var refused: [(Int, HubSpotError)] = []
    /// Inputs of which the answer says nothing.
    private(set) var unknown: [Int] = []
    /// The words of errors that name no input.
    private(set) var loose: [HubSpotError] = []

    init(_ answer: HubSpotBatchAnswer, to chunk: [HubSpotWrite], idProperty: String) {
        var open = Set(chunk.indices)
        let byID = Dictionary(chunk.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        let byExternalID = Dictionary(
            chunk.enumerated().map { ($1.externalID, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for record in answer.results ?? [] {
            let index =
                record.objectWriteTraceId.flatMap(Self.index) ?? record.value(idProperty).flatMap { byExternalID[$0] }
                ?? byID[record.id].flatMap { chunk[$0].endpoint == .update ? $0 : nil }
            guard let index, open.remove(index) != nil else { continue }
            written.append((index, record))
        }
        for error in answer.errors ?? [] {
            let traced = (error.context?["objectWriteTraceId"] ?? []).compactMap(Self.index)
            let named = ((error.context?["ids"] ?? []) + (error.context?["id"] ?? [])).compactMap { byID[$0] }
            let hit = (traced.isEmpty ? named : traced).filter { open.remove($0) != nil }
            refused += hit.map { ($0, error) }
            if hit.isEmpty { loose.append(error) }
        }
        // With a single input left and a single error left, they belong together.
        if let last = open.first, open.count == 1, loose.count == 1 {
            refused.append((last, loose.removeFirst()))
            open = []
        }
        unknown = open.sorted()
    }

    /// The trace id of an input; unique within its call, which is all that HubSpot asks.
    static func traceID(_ index: Int) -> String { "t-\(index)" }

    private static func index(_ traceID: String) -> Int? {
        traceID.hasPrefix("t-") ? Int(traceID.dropFirst(2)) : nil
    }
}
