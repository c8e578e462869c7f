namespace AutoGrad;

/// <content>Errors of functions that sweeps run again.</content>
internal static partial class Errors
{
    public static TapeException OtherOnReplay(string difference) =>
        new("AG720", "Recompute", $"a sweep ran the function again, and this time it {difference}. It must do the same each time: let it depend on its argument and on what it captures only, and on nothing that changes in between.");

    public static ValueException FunctionGaveNothing() =>
        new("AG721", "Recompute", "the function returned null. It returns a tensor; a function that is run for what it changes cannot be recomputed.");
}
