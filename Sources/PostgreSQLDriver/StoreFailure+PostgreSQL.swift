#if PostgreSQL
import SQLStore

extension StoreFailure {
    /// What an error of the server or of libpq means to a person.
    ///
    /// Statements, their values and passwords are left out.
    init(_ error: any Error, _ address: PostgreSQLAddress) {
        let name = address.name
        switch error {
        case let loss as UncommittedLoss: self.init(loss.cause, address)
        case let failure as StoreFailure: self = failure
        case let refusal as ServerRefusal: self.init(refusal, address)
        case let loss as ConnectionLoss: self = .unreachable(database: name, detail: loss.detail)
        case ConnectFailure.unreachable(let detail): self = .unreachable(database: name, detail: detail)
        case ConnectFailure.refused(let refusal):
            let advice = refusal.advice(user: address.user, database: address.database)
            self = .refused(
                database: name,
                detail: advice ?? "the server does not take the connection (\(refusal.state): \(refusal.message))"
            )
        default: self = .failed(database: name, detail: "\(type(of: error))")
        }
    }

    private init(_ refusal: ServerRefusal, _ address: PostgreSQLAddress) {
        let name = address.name
        let words = "\(refusal.state): \(refusal.message)"
        if let advice = refusal.advice(user: address.user, database: address.database) {
            self = .refused(database: name, detail: advice)
        } else if refusal.isConflict {
            self = .contended(database: name, detail: words)
        } else if refusal.endsConnection {
            self = .unreachable(database: name, detail: words)
        } else {
            switch refusal.state {
            case "53100": self = .full(database: name)
            case "57014", "55P03": self = .busy(database: name, detail: words)
            case "XX001", "XX002": self = .corrupt(database: name, detail: words)
            default: self = .failed(database: name, detail: words)
            }
        }
    }
}
#endif
