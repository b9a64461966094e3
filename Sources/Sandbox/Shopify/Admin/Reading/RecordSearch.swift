/// Finds records for `customers` and `orders`: the order, the query and the page together.
struct RecordSearch<Record: SearchSubject> {
    let index: ShopIndex
    let expression: SearchExpression?
    /// Gives the record as the app may see it; nil leaves it out.
    let record: (Int64) -> Record?
    /// The earliest change that a visible record can have.
    let oldest: SandboxTime?

    /// How a connection sorts.
    struct Order {
        var key: ShopIndex.Key
        var momentField: String?
    }

    /// One page by index.
    ///
    /// - Throws: the refusal of a cursor that belongs to another order.
    func page(
        _ request: PageRequest,
        _ order: Order,
        id: (Record) -> Int64,
        node: (Record) -> GraphQLObject
    ) throws(GraphQLFailure) -> PageOfNodes {
        let bounds = self.bounds(order)
        // From the end is the same walk the other way round, turned back in the end.
        let isReversed = request.isReversed != request.isFromEnd
        let start = try request.after.map { cursor throws(GraphQLFailure) in try Self.entry(cursor, order.key) }
        let stop = try request.before.map { cursor throws(GraphQLFailure) in try Self.entry(cursor, order.key) }
        var found: [(entry: ShopIndex.Entry, record: Record)] = []
        index.walk(order.key, in: Self.narrowed(bounds, start, stop, request.isReversed), isReversed: isReversed) {
            entry in
            guard entry != start, entry != stop, let record = match(entry.id) else { return true }
            found.append((entry, record))
            return found.count <= request.size
        }
        let hasMore = found.count > request.size
        if hasMore { found.removeLast() }
        if request.isFromEnd { found.reverse() }
        return PageOfNodes(
            edges: found.map { (Self.cursor($0.entry, order.key).text, node($0.record)) },
            hasNextPage: request.isFromEnd ? stop != nil : hasMore,
            hasPreviousPage: request.isFromEnd ? hasMore : start != nil
        )
    }

    /// How many match, counted up to one more than the limit.
    func count(limit: Int?) -> Int {
        if expression == nil, oldest == nil { return index.count }
        var count = 0
        let order = Order(key: .created, momentField: "created_at")
        index.walk(.created, in: bounds(order), isReversed: false) { entry in
            if match(entry.id) != nil { count += 1 }
            return limit.map { count <= $0 } ?? true
        }
        return count
    }

    private func match(_ id: Int64) -> Record? {
        guard let record = record(id), expression?.matches({ test($0, record) }) ?? true else { return nil }
        return record
    }

    /// A field that cannot be searched is passed over, as the service does with a warning.
    private func test(_ term: SearchExpression.Term, _ record: Record) -> Bool {
        guard let field = term.field, !Record.searchFields.contains(field) else { return record.matches(term) }
        return true
    }

    /// Where in the order matches can lie, judged by the query's ranges over what is sorted by.
    private func bounds(_ order: Order) -> ClosedRange<ShopIndex.Entry> {
        var low = order.key == .id ? Int64.min : oldest?.seconds ?? Int64.min
        var high = Int64.max
        for term in expression?.requiredTerms ?? [] {
            guard let value = Self.value(of: term, order) else { continue }
            switch term.comparison {
            case .equal where order.key == .id: (low, high) = (max(low, value), min(high, value))
            case .equal: continue
            case .less, .lessOrEqual: high = min(high, value)
            case .greater, .greaterOrEqual: low = max(low, value)
            }
        }
        return ShopIndex.Entry(value: low, id: .min)...ShopIndex.Entry(value: max(low, high), id: .max)
    }

    private static func value(of term: SearchExpression.Term, _ order: Order) -> Int64? {
        if order.key == .id { return term.field == "id" ? Int64(term.value) : nil }
        return term.field == order.momentField ? SandboxTime(iso: term.value)?.seconds : nil
    }

    private static func narrowed(
        _ bounds: ClosedRange<ShopIndex.Entry>,
        _ start: ShopIndex.Entry?,
        _ stop: ShopIndex.Entry?,
        _ isReversed: Bool
    ) -> ClosedRange<ShopIndex.Entry> {
        let (low, high) = isReversed ? (stop, start) : (start, stop)
        let lower = max(bounds.lowerBound, low ?? bounds.lowerBound)
        return lower...max(lower, min(bounds.upperBound, high ?? bounds.upperBound))
    }

    private static func cursor(_ entry: ShopIndex.Entry, _ key: ShopIndex.Key) -> PageCursor {
        let value: SandboxJSON =
            switch key {
            case .id: .string(String(entry.id))
            case .created: .integer(entry.value * 1000)
            case .updated:
                .string(
                    String(SandboxTime(seconds: entry.value).isoMilliseconds.prefix(19)).replacing("T", with: " ")
                        + ".000000"
                )
            }
        return PageCursor(lastID: entry.id, lastValue: value)
    }

    private static func entry(_ cursor: PageCursor, _ key: ShopIndex.Key) throws(GraphQLFailure) -> ShopIndex.Entry {
        switch (key, cursor.lastValue) {
        case (.id, .string(let text)):
            guard Int64(text) == cursor.lastID else { throw PageRequest.badCursor }
            return .init(value: cursor.lastID, id: cursor.lastID)
        case (.created, .number(let text)):
            guard let value = Int64(text) else { throw PageRequest.badCursor }
            return .init(value: value / 1000, id: cursor.lastID)
        case (.updated, .string(let text)):
            guard let moment = SandboxTime(iso: text.replacing(" ", with: "T") + "Z") else {
                throw PageRequest.badCursor
            }
            return .init(value: moment.seconds, id: cursor.lastID)
        default: throw PageRequest.badCursor
        }
    }
}
