#if PostgreSQL
import CLibPQ
import Dispatch
import SQLStore
import SyncModel

/// One connection to the server; used by one transaction at a time, on its own queue.
///
/// libpq's own waiting has no end where a server stops answering without closing the connection, so waiting is done here.
final class PostgreSQLConnection: @unchecked Sendable {
    /// Its calls block, so they never run where Swift's tasks do.
    let queue = DispatchQueue(label: "sluice.postgresql")

    /// Whether it may be used for another transaction.
    private(set) var isUsable = true

    private let pointer: OpaquePointer
    private let socket: PostgreSQLSocket
    private let answerTime: Duration
    /// Whether an answer may take any time, as a change of the schema does; a host that is gone is found out by the system.
    var isPatient = false
    /// What was last said of a connection that cannot be used any more.
    private var farewell = "the connection was closed"

    /// Statements that are sent before their answers are read.
    private static let pipelined = 256

    private static let forEver = Duration.seconds(365 * 86_400)

    /// Connects to the first host that takes it.
    init(_ address: PostgreSQLAddress, answerTime: Duration) throws {
        self.answerTime = answerTime
        var failure = ConnectFailure.unreachable("no host is named")
        for host in address.hosts {
            do {
                pointer = try Self.connect(address, host)
                socket = PostgreSQLSocket(pointer)
                return
            } catch let error as ConnectFailure {
                let told = address.verification(host).isEmpty ? error : error.tellingOfVerification
                failure = failure.isRefusal ? failure : told
            }
        }
        throw failure
    }

    deinit { PQfinish(pointer) }

    private static func connect(_ address: PostgreSQLAddress, _ host: PostgreSQLAddress.Host) throws -> OpaquePointer {
        // The URL's own parameters go before those that stand ahead of it, and the one host after it before its list.
        let parameters: [(String, String)] =
            [
                ("fallback_application_name", "sluice"), ("client_encoding", "UTF8"), ("keepalives_idle", "10"),
                ("keepalives_interval", "5"), ("keepalives_count", "3"), ("tcp_user_timeout", "30000"),
            ] + address.verification(host) + [
                ("dbname", address.url.reveal()), ("host", host.name), ("port", host.port),
            ]
        let started = withCStrings(parameters.map(\.0)) { keys in
            withCStrings(parameters.map(\.1)) { values in PQconnectStartParams(keys, values, 1) }
        }
        guard let started else { throw ConnectFailure.unreachable("no memory for a connection") }
        do {
            // So that a login that is refused tells its SQLSTATE.
            _ = PQsetErrorVerbosity(started, PQERRORS_VERBOSE)
            // libpq would print what a server says at its end.
            PQsetNoticeProcessor(started, { _, _ in }, nil)
            try finish(started, until: .now + address.patience)
            _ = PQsetErrorVerbosity(started, PQERRORS_DEFAULT)
            return started
        } catch {
            PQfinish(started)
            throw error
        }
    }

    private static func finish(_ started: OpaquePointer, until latest: ContinuousClock.Instant) throws {
        var next = PGRES_POLLING_WRITING
        while next != PGRES_POLLING_OK {
            guard PQstatus(started) != CONNECTION_BAD, next != PGRES_POLLING_FAILED else {
                throw ConnectFailure(told: String(cString: PQerrorMessage(started)))
            }
            guard PostgreSQLSocket(started).wait(forWriting: next == PGRES_POLLING_WRITING, until: latest) else {
                throw ConnectFailure.unreachable("it did not answer in time")
            }
            next = PQconnectPoll(started)
        }
    }

    /// What the server reports of itself; `nil` for what it does not.
    func parameter(_ name: String) -> String? {
        PQparameterStatus(pointer, name).map { String(cString: $0) }
    }

    /// As 150004 for 15.4.
    var serverVersion: Int { Int(PQserverVersion(pointer)) }

    /// Whether the server was not seen to close it.
    var isOpen: Bool {
        guard isUsable, !socket.hasNews else { return false }
        return PQstatus(pointer) == CONNECTION_OK
    }

    /// Runs commands without values, at one go.
    func run(_ commands: String) throws {
        guard PQsendQuery(pointer, commands) == 1 else { throw lost() }
        var refusal: ServerRefusal?
        while let result = try next() {
            if let refused = check(result) { refusal = refusal ?? refused }
        }
        if let refusal { throw refusal }
    }

    /// Runs one statement.
    func run(_ statement: String, _ values: [SQLValue]) throws -> PostgreSQLResult {
        try send(statement, values)
        var first: PostgreSQLResult?
        while let result = try next() { first = first ?? result }
        guard let first else { throw lost() }
        if let refusal = check(first) { throw refusal }
        return first
    }

    /// Runs one statement for each list of values, without waiting for an answer before the next is sent.
    func run(_ statement: String, each lists: [[SQLValue]]) throws -> [PostgreSQLResult] {
        if lists.count < 2 { return try lists.map { try run(statement, $0) } }
        var results: [PostgreSQLResult] = []
        for start in stride(from: 0, to: lists.count, by: Self.pipelined) {
            results += try pipeline(statement, lists[start..<min(start + Self.pipelined, lists.count)])
        }
        return results
    }

    private func pipeline(_ statement: String, _ lists: ArraySlice<[SQLValue]>) throws -> [PostgreSQLResult] {
        guard PQenterPipelineMode(pointer) == 1 else { throw lost() }
        for values in lists { try send(statement, values) }
        guard PQpipelineSync(pointer) == 1 else { throw lost() }
        var results: [PostgreSQLResult] = []
        var refusal: ServerRefusal?
        for _ in lists {
            while let result = try next() {
                if let refused = check(result) { refusal = refusal ?? refused }
                results.append(result)
            }
        }
        guard try next()?.status == PGRES_PIPELINE_SYNC, PQexitPipelineMode(pointer) == 1 else { throw lost() }
        if let refusal { throw refusal }
        return results
    }

    private func send(_ statement: String, _ values: [SQLValue]) throws {
        let sent = PostgreSQLParameters(values).withPointers { count, types, values, lengths, formats in
            PQsendQueryParams(pointer, statement, count, types, values, lengths, formats, 1)
        }
        guard sent == 1 else { throw lost() }
    }

    /// The next answer; `nil` behind the last one of a statement.
    ///
    /// A broken connection may go on giving errors for ever, so nothing is asked of one.
    private func next() throws -> PostgreSQLResult? {
        guard isUsable else { throw ConnectionLoss(detail: farewell) }
        let latest = ContinuousClock.now + (isPatient ? Self.forEver : answerTime)
        while true {
            // Positive while not all is sent.
            let unsent = PQflush(pointer)
            guard unsent >= 0 else { throw lost() }
            guard PQisBusy(pointer) == 1 else { break }
            guard socket.wait(forWriting: unsent > 0, until: latest) else {
                isUsable = false
                throw ConnectionLoss(detail: "it did not answer a statement in time")
            }
            guard PQconsumeInput(pointer) == 1 else { throw lost() }
        }
        return PQgetResult(pointer).map { PostgreSQLResult($0) }
    }

    private func check(_ result: PostgreSQLResult) -> ServerRefusal? {
        switch result.status {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE:
            let refusal = result.refusal
            // Without a state it is libpq that speaks, of a connection that broke.
            if refusal.state.isEmpty || refusal.endsConnection || PQstatus(pointer) == CONNECTION_BAD {
                isUsable = false
                farewell = Self.line(refusal.message)
            }
            return refusal.state.isEmpty ? ServerRefusal(state: "08006", message: Self.line(refusal.message)) : refusal
        default: return nil
        }
    }

    private func lost() -> ConnectionLoss {
        isUsable = false
        return ConnectionLoss(detail: Self.line(String(cString: PQerrorMessage(pointer))))
    }

    static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "the connection was closed"
    }

    private static func withCStrings<Result>(
        _ texts: [String],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let memory = texts.flatMap { $0.utf8CString }
        var start = 0
        let starts = texts.map { text in
            defer { start += text.utf8CString.count }
            return start
        }
        return memory.withUnsafeBufferPointer { memory in
            let pointers = starts.map { memory.baseAddress?.advanced(by: $0) } + [nil]
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}
#endif
