package dev.ropewalk.wasm.install;

/** Carries a {@link Problem} out of nested readers, up to where it becomes an outcome. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  Refusal(ProblemCode code, String message) {
    this(new Problem(code, message));
  }

  Refusal(Problem problem) {
    super(problem.message());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }

  ProblemCode code() {
    return problem.code();
  }
}
