/// The order of records by id, creation and change, over the past and what changed since.
struct ShopIndex: Sendable {
    enum Key: Sendable {
        case id, created, updated
    }

    struct Entry: Sendable, Hashable, Comparable {
        /// The id itself, or seconds since 1970.
        let value: Int64
        let id: Int64

        static func < (left: Entry, right: Entry) -> Bool { (left.value, left.id) < (right.value, right.id) }
    }

    /// Past records by place; ids and creation both ascend with it.
    struct Past: Sendable {
        var count: Int
        var id: @Sendable (Int) -> Int64
        var created: @Sendable (Int) -> SandboxTime
        var updated: @Sendable (Int) -> SandboxTime
    }

    private let past: Past?
    /// Past records by change, sorted when first asked for.
    private var pastByUpdate: [Entry]?
    private var live: [Key: [Entry]] = [.id: [], .created: [], .updated: []]
    /// Records that are no longer, or never were, those of the past; nil for a deleted one.
    private var moved: [Int64: (created: Int64, updated: Int64)?] = [:]
    private var movedFromPast = 0

    init(past: Past?) { self.past = past }

    var count: Int { (past?.count ?? 0) - movedFromPast + (live[.id]?.count ?? 0) }

    /// Puts a record where it belongs now.
    ///
    /// - Parameters:
    ///   - id: the record's.
    ///   - times: nil for a deleted record.
    ///   - isOfPast: whether the past knows it too.
    mutating func set(_ id: Int64, _ times: (created: SandboxTime, updated: SandboxTime)?, isOfPast: Bool) {
        if let known = moved[id] {
            if let known {
                remove(Entry(value: id, id: id), .id)
                remove(Entry(value: known.created, id: id), .created)
                remove(Entry(value: known.updated, id: id), .updated)
            }
        } else if isOfPast {
            movedFromPast += 1
        }
        moved[id] = .some(times.map { ($0.created.seconds, $0.updated.seconds) })
        guard let times else { return }
        insert(Entry(value: id, id: id), .id)
        insert(Entry(value: times.created.seconds, id: id), .created)
        insert(Entry(value: times.updated.seconds, id: id), .updated)
    }

    private mutating func remove(_ entry: Entry, _ key: Key) {
        let place = Self.firstIndex(in: live[key]?.count ?? 0) { (live[key]?[$0] ?? entry) >= entry }
        if let list = live[key], place < list.count, list[place] == entry { live[key]?.remove(at: place) }
    }

    private mutating func insert(_ entry: Entry, _ key: Key) {
        let place = Self.firstIndex(in: live[key]?.count ?? 0) { (live[key]?[$0] ?? entry) >= entry }
        live[key]?.insert(entry, at: place)
    }

    /// Sorts the past by change, which only that order needs.
    mutating func prepare(_ key: Key) {
        guard key == .updated, pastByUpdate == nil, let past else { return }
        pastByUpdate = (0..<past.count).map { Entry(value: past.updated($0).seconds, id: past.id($0)) }.sorted()
    }

    private func pastEntry(_ place: Int, _ key: Key) -> Entry {
        guard let past else { return Entry(value: 0, id: 0) }
        switch key {
        case .id: return Entry(value: past.id(place), id: past.id(place))
        case .created: return Entry(value: past.created(place).seconds, id: past.id(place))
        case .updated: return pastByUpdate?[place] ?? Entry(value: past.updated(place).seconds, id: past.id(place))
        }
    }

    /// Visits entries between two, both inclusive, until the visitor has enough.
    ///
    /// ``prepare(_:)`` must have been called for the key.
    ///
    /// - Parameters:
    ///   - key: the order.
    ///   - bounds: the lowest and the highest entry.
    ///   - isReversed: from the highest down.
    ///   - visit: gives false to stop.
    func walk(_ key: Key, in bounds: ClosedRange<Entry>, isReversed: Bool, visit: (Entry) -> Bool) {
        let live = live[key] ?? []
        let pastCount = past?.count ?? 0
        var pastRange =
            Self.firstIndex(in: pastCount) {
                pastEntry($0, key) >= bounds.lowerBound
            }..<Self.firstIndex(in: pastCount) { pastEntry($0, key) > bounds.upperBound }
        var liveRange =
            Self.firstIndex(in: live.count) {
                live[$0] >= bounds.lowerBound
            }..<Self.firstIndex(in: live.count) { live[$0] > bounds.upperBound }
        while !pastRange.isEmpty || !liveRange.isEmpty {
            let old =
                pastRange.isEmpty ? nil : pastEntry(isReversed ? pastRange.upperBound - 1 : pastRange.lowerBound, key)
            let new = liveRange.isEmpty ? nil : live[isReversed ? liveRange.upperBound - 1 : liveRange.lowerBound]
            let takesOld: Bool =
                if let old, let new { isReversed ? old > new : old < new } else { old != nil }
            let entry = takesOld ? old : new
            if takesOld {
                pastRange = Self.shortened(pastRange, isReversed)
            } else {
                liveRange = Self.shortened(liveRange, isReversed)
            }
            guard let entry else { return }
            if takesOld, moved[entry.id] != nil { continue }
            guard visit(entry) else { return }
        }
    }

    private static func shortened(_ range: Range<Int>, _ isReversed: Bool) -> Range<Int> {
        isReversed ? range.lowerBound..<range.upperBound - 1 : range.lowerBound + 1..<range.upperBound
    }

    /// The first place from which on the condition holds; the count where it never does.
    private static func firstIndex(in count: Int, where holds: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
