import SyncModel

/// What `doctor` found last; it calls CRMs and Shopify, so it is made when somebody asks and kept.
actor FindingsDesk {
    private let clock: any WallClock
    /// What was found when it was looked last; `nil` where nobody asked yet.
    private(set) var last: SetupReport?
    private var running: Task<Void, Never>?

    /// A page that did not ask for a new look waits no longer.
    private static let glance = Duration.milliseconds(120)
    private static let patience = Duration.seconds(20)

    init(clock: any WallClock) {
        self.clock = clock
    }

    /// - Parameters:
    ///   - configuration: the one that runs.
    ///   - nodes: the servers as they are now, whenever the rest was looked at.
    ///   - isFresh: whether to look anew.
    /// - Returns: what was found last.
    func report(
        _ configuration: MappedConfiguration,
        servers nodes: [ServerNode],
        isFresh: Bool
    ) async -> SetupReport {
        if isFresh || last == nil {
            if running == nil { running = Task { await self.look(configuration) } }
            await wait(isFresh ? Self.patience : Self.glance)
        }
        var report = last ?? SetupReport()
        var findings = FindingsReport(sections: report.sections)
        findings.add(nodes, now: clock.now)
        report.sections = findings.sections
        report.file = configuration.file
        report.mappings = Dictionary(
            configuration.destinations.map { ($0.name.rawValue, $0.mappingFile ?? "the shipped one of \($0.type)") }
        ) { $1 }
        return report
    }

    private func look(_ configuration: MappedConfiguration) async {
        let found = await DoctorCommand.report(configuration)
        last = SetupReport(sections: found.sections, lookedAt: Timestamp(clock.now).utcMilliseconds)
        running = nil
    }

    private func wait(_ limit: Duration) async {
        guard let running else { return }
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await running.value }
            tasks.addTask { try? await Task.sleep(for: limit) }
            await tasks.next()
            tasks.cancelAll()
        }
    }
}

/// `doctor` with what stands around it, for the page and for programs.
struct SetupReport: Codable {
    var sections: [FindingsReport.Section] = []
    /// `nil` while the first look is under way.
    var lookedAt: String?
    var file: String?
    /// The mapping in use, by destination.
    var mappings: [String: String]?
}
