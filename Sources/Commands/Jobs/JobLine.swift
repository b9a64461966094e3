import SyncModel
import Web

/// One job on one line: what it is, how far it is, how long it will take.
struct JobLine {
    private let job: JobReport
    private let namesCause: Bool

    /// - Parameters:
    ///   - job: what is told of.
    ///   - namesCause: whether it is told why a job failed; not where that is told at the end.
    init(_ job: JobReport, namesCause: Bool = true) {
        self.job = job
        self.namesCause = namesCause
    }

    init(_ job: Job) { self.init(JobReport(job)) }

    /// The line, with a bar of so many characters where there is room for one.
    func text(width: Int? = nil) -> String {
        ([title] + parts(width)).joined(separator: "  ")
    }

    private var title: String {
        // What is no job has no number.
        let number = job.id > 0 ? " (job \(job.id))" : ""
        guard let action = job.action, let destination = job.destination else {
            return "\(job.kind) of \(job.store)\(number)"
        }
        return "mapping \(action) of \(job.store) to \(destination)\(number)"
    }

    private func parts(_ width: Int?) -> [String] {
        switch JobState(rawValue: job.state) {
        case .waiting: return ["waits for its turn"]
        case .paused: return ["paused at \(Numbers.grouped(job.read)) records"]
        case .cancelled: return ["cancelled after \(Numbers.grouped(job.read)) records"]
        case .failed: return [namesCause ? "failed: \(job.problem ?? "no reason was given")" : "failed"]
        case .done: return ["done"] + counts + [rate].compactMap { $0 }
        // What a newer server calls it.
        case nil: return [job.state]
        case .running:
            let waits = job.problem.map { ["waits: \($0)"] } ?? []
            guard let total = job.expected else { return waits.isEmpty ? ["counts what there is"] : waits }
            var parts: [String] = []
            if let width { parts.append(bar(width)) }
            // More than were expected: nobody knows how many there will be.
            if job.read > total {
                parts.append("\(Numbers.grouped(job.read)) records")
            } else {
                parts.append("\(Int((job.fraction ?? 0) * 100)) %")
                parts.append("\(Numbers.grouped(job.read)) of \(Numbers.grouped(total)) records")
            }
            if let rate { parts.append(rate) }
            if waits.isEmpty, let left = job.remainingSeconds, job.read > 0, job.read <= total {
                parts.append("\(Ages.text(.milliseconds(Int64(left * 1_000)))) left")
            }
            return parts + calls + waits
        }
    }

    private func bar(_ width: Int) -> String {
        let full = min(width, max(0, Int((job.fraction ?? 0) * Double(width))))
        return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - full) + "]"
    }

    /// What delivering will take of each CRM's quota.
    private var calls: [String] {
        (job.calls ?? [:]).sorted { $0.key < $1.key }.map { name, count in
            "\(Numbers.grouped(count)) calls to \(name)"
        }
    }

    private var counts: [String] {
        if job.isDryRun == true { return ["\(Numbers.grouped(job.expected ?? 0)) records would be read"] }
        let kind = JobKind(rawValue: job.kind)
        if kind == .mapping || kind == .preview { return ["\(Numbers.grouped(job.read)) records looked at"] }
        if kind == .audit { return ["\(Numbers.grouped(job.read)) records compared"] }
        if let compared = job.compared, let differing = job.differing, kind == .reconcile {
            return ["\(Numbers.grouped(compared)) records compared", "\(Numbers.grouped(differing)) differed"]
        }
        return [
            "\(Numbers.grouped(job.read)) records read", "\(Numbers.grouped(job.new)) new",
            "\(Numbers.grouped(job.changed)) changed",
        ]
    }

    private var rate: String? {
        job.perSecond.map { "\(Numbers.grouped(Int64($0.rounded())))/s" }
    }
}

/// Numbers as people read them.
enum Numbers {
    /// `12,431`.
    static func grouped(_ number: Int64) -> String { ShownNumber.grouped(number) }

    static func grouped(_ number: Int) -> String { grouped(Int64(number)) }
}
