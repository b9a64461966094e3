/// The bulk operations of one app at the shop.
struct BulkDesk {
    private(set) var operations: [BulkOperation] = []
    private var exports: [Int64: BulkExport] = [:]
    private var lastID: Int64 = 7_933_000_000_000
    private var generator: SeededGenerator
    var options: BulkOptions
    /// What the next operations come to, first in first out.
    var plannedFailures: [Failure] = []
    /// Operations that ended since they were last asked for.
    private var ended: [BulkOperation] = []

    struct Failure: Sendable {
        var code: String
        /// Root objects that are written before it fails.
        var afterRoots: Int
    }

    private var failing: [Int64: Failure] = [:]

    init(options: BulkOptions, seed: UInt64) {
        self.options = options
        generator = SeededGenerator(seed: seed)
    }

    var active: [BulkOperation] { operations.filter(\.status.isActive) }

    func operation(_ id: Int64) -> BulkOperation? { operations.first { $0.id == id } }

    mutating func start(
        _ text: String,
        isGrouped: Bool,
        document: GraphQLDocument,
        operation: GraphQLOperation,
        catalogue: AdminCatalogue,
        at moment: SandboxTime
    ) -> BulkOperation {
        lastID += 32_768
        let started = BulkOperation(
            id: lastID,
            query: text,
            createdAt: SandboxTime(seconds: moment.seconds),
            key: generator.uuid().replacing("-", with: "")
        )
        exports[lastID] = BulkExport(
            document: document,
            operation: operation,
            schema: AdminSchema.schema,
            catalogue: catalogue,
            lineOrder: isGrouped ? .grouped : options.lineOrder,
            seed: generator.next()
        )
        if !plannedFailures.isEmpty { failing[lastID] = plannedFailures.removeFirst() }
        operations.append(started)
        if let earlier = repeated(text) { take(resultOf: earlier) }
        return started
    }

    /// A completed operation of the same query, where results are repeated.
    private func repeated(_ text: String) -> BulkOperation? {
        guard options.repeatsResults else { return nil }
        return operations.last { $0.query == text && $0.status == .completed }
    }

    /// Gives the newest operation the result of another; nothing is left to be written.
    private mutating func take(resultOf earlier: BulkOperation) {
        let index = operations.count - 1
        operations[index].result = earlier.result
        operations[index].objectCount = earlier.objectCount
        operations[index].rootObjectCount = earlier.rootObjectCount
        exports[operations[index].id]?.finish()
    }

    /// Brings every operation to where the clock says that it is; each look does a share of the work.
    mutating func settle(at moment: SandboxTime) {
        for index in operations.indices { settle(index, at: moment) }
    }

    private mutating func settle(_ index: Int, at moment: SandboxTime) {
        let operation = operations[index]
        let age = moment.seconds - operation.createdAt.seconds
        switch operation.status {
        case .created:
            guard age >= options.startSeconds || operation.isToldToFinish else { return }
            operations[index].status = .running
            settle(index, at: moment)
        case .running: work(index, age: age, at: moment)
        case .canceling:
            operations[index].status = .canceled
            exports[operation.id] = nil
            ended.append(operations[index])
        case .completed:
            guard let expiry = operation.expiry(options.resultSeconds), moment >= expiry else { return }
            expire(operation.id)
        case .canceled, .failed, .expired: break
        }
    }

    private mutating func work(_ index: Int, age: Int64, at moment: SandboxTime) {
        let id = operations[index].id
        guard var export = exports[id] else { return }
        let failure = failing[id]
        export.advance(roots: failure?.afterRoots ?? options.rootsPerLook)
        operations[index].result += export.takeLines()
        if !export.isRepeated {
            operations[index].objectCount = export.objectCount
            operations[index].rootObjectCount = export.rootObjectCount
        }
        exports[id] = export
        var code = failure?.code
        if export.failure != nil {
            code =
                export.failure?.extensions.contains { $0.value == "ACCESS_DENIED" } == true
                ? "ACCESS_DENIED" : "INTERNAL_SERVER_ERROR"
        } else if operations[index].result.count > options.resultByteLimit {
            code = "INTERNAL_SERVER_ERROR"
        }
        if let code {
            end(index, .failed, at: moment)
            operations[index].errorCode = code
        } else if export.isFinished,
            operations[index].isToldToFinish || (options.endsByItself && age >= options.totalSeconds)
        {
            end(index, .completed, at: moment)
        }
    }

    private mutating func end(_ index: Int, _ status: BulkOperation.Status, at moment: SandboxTime) {
        operations[index].status = status
        operations[index].completedAt = SandboxTime(seconds: moment.seconds)
        exports[operations[index].id] = nil
        ended.append(operations[index])
    }

    /// Operations that ended since the last call.
    mutating func takeEnded() -> [BulkOperation] {
        defer { ended = [] }
        return ended
    }

    /// Lets an operation end that waits to be told.
    mutating func finish(_ id: Int64) {
        guard let index = operations.firstIndex(where: { $0.id == id }) else { return }
        operations[index].isToldToFinish = true
    }

    mutating func cancel(_ id: Int64) -> BulkOperation? {
        guard let index = operations.firstIndex(where: { $0.id == id }) else { return nil }
        if operations[index].status.isActive {
            operations[index].status = .canceling
            operations[index].result = []
        }
        return operations[index]
    }

    mutating func expire(_ id: Int64) {
        guard let index = operations.firstIndex(where: { $0.id == id }) else { return }
        operations[index].status = .expired
        operations[index].result = []
    }
}
