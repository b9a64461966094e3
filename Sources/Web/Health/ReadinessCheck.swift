/// One thing that must be well for the process to be ready.
package struct ReadinessCheck: Sendable {
    package var name: String
    /// What is wrong, in words for an operator and without secrets; `nil` when all is well.
    package var problem: @Sendable () async -> String?

    package init(_ name: String, problem: @escaping @Sendable () async -> String?) {
        self.name = name
        self.problem = problem
    }
}
