import SyncModel
import Web

/// One job on one line: what it is, how far it is, how long it will take.
struct JobLine {
    private let job: Job

    init(_ job: Job) {
        self.job = job
    }

    /// The line, with a bar of so many characters where there is room for one.
    func text(width: Int? = nil) -> String {
        ([title] + parts(width)).joined(separator: "  ")
    }

    private var title: String {
        // What is no job has no number.
        let number = job.id.rawValue > 0 ? " (job \(job.id))" : ""
        guard case .mapping(let spec) = job.spec else { return "\(job.kind.rawValue) of \(job.store)\(number)" }
        return "mapping \(spec.action.rawValue) of \(job.store) to \(spec.destination)\(number)"
    }

    private func parts(_ width: Int?) -> [String] {
        let progress = job.progress
        switch job.state {
        case .waiting: return ["waits for its turn"]
        case .paused: return ["paused at \(Numbers.grouped(progress.read)) records"]
        case .cancelled: return ["cancelled after \(Numbers.grouped(progress.read)) records"]
        case .failed: return ["failed: \(job.problem ?? "no reason was given")"]
        case .done: return ["done"] + counts + [rate].compactMap { $0 }
        case .running:
            let waits = job.problem.map { ["waits: \($0)"] } ?? []
            guard let plan = progress.plan else { return waits.isEmpty ? ["counts what there is"] : waits }
            var parts: [String] = []
            if let width { parts.append(bar(width)) }
            // More than were expected: nobody knows how many there will be.
            if progress.read > plan.total {
                parts.append("\(Numbers.grouped(progress.read)) records")
            } else {
                parts.append("\(Int((progress.fraction ?? 0) * 100)) %")
                parts.append("\(Numbers.grouped(progress.read)) of \(Numbers.grouped(plan.total)) records")
            }
            if let rate { parts.append(rate) }
            if waits.isEmpty, let left = progress.remaining, progress.read > 0, progress.read <= plan.total {
                parts.append("\(Ages.text(left)) left")
            }
            return parts + calls(plan) + waits
        }
    }

    private func bar(_ width: Int) -> String {
        let full = min(width, max(0, Int((job.progress.fraction ?? 0) * Double(width))))
        return "[" + String(repeating: "#", count: full) + String(repeating: ".", count: width - full) + "]"
    }

    /// What delivering will take of each CRM's quota.
    private func calls(_ plan: JobProgress.Plan) -> [String] {
        plan.calls.sorted { $0.key.rawValue < $1.key.rawValue }.map { name, count in
            "\(Numbers.grouped(count)) calls to \(name)"
        }
    }

    private var counts: [String] {
        let progress = job.progress
        if case .backfill(let spec) = job.spec, spec.isDryRun {
            return ["\(Numbers.grouped(progress.plan?.total ?? 0)) records would be read"]
        }
        if job.kind == .mapping || job.kind == .preview {
            return ["\(Numbers.grouped(progress.read)) records looked at"]
        }
        if job.kind == .audit { return ["\(Numbers.grouped(progress.read)) records compared"] }
        if let drift = job.drift, job.kind == .reconcile {
            return [
                "\(Numbers.grouped(drift.compared)) records compared", "\(Numbers.grouped(drift.differing)) differed",
            ]
        }
        return [
            "\(Numbers.grouped(progress.read)) records read", "\(Numbers.grouped(progress.new)) new",
            "\(Numbers.grouped(progress.changed)) changed",
        ]
    }

    private var rate: String? {
        job.progress.rate.map { "\(Numbers.grouped(Int64($0.rounded())))/s" }
    }
}

/// Numbers as people read them.
enum Numbers {
    /// `12,431`.
    static func grouped(_ number: Int64) -> String { ShownNumber.grouped(number) }

    static func grouped(_ number: Int) -> String { grouped(Int64(number)) }
}
