namespace AutoGrad.GradBench;

/// <summary>An input that is JSON of the right types but not what the function needs: a wrong length, a number out of range.</summary>
internal sealed class InputException(string message) : Exception(message);
