namespace AutoGrad;

/// <summary>What a model is made of and what a forward pass costs, as <see cref="Module{T}.Summary"/> saw it. <see cref="ToString"/> is the table.</summary>
/// <param name="Rows">The model itself, then every module in it, each before its own parts.</param>
/// <param name="Parameters">The number of parameters, shared ones once.</param>
/// <param name="TrainableParameters">Those of them that are not frozen.</param>
/// <param name="MultiplyAdds">The multiply-adds of all products of the pass: matrix products, convolutions, recurrences, attention.</param>
/// <param name="ParameterBytes">The memory of parameters and buffers.</param>
/// <param name="ForwardBytes">The memory that a tape held after the pass: results, and what backward needs.</param>
public sealed record ModuleSummary(
    IReadOnlyList<ModuleSummaryRow> Rows, long Parameters, long TrainableParameters, long MultiplyAdds, long ParameterBytes, long ForwardBytes)
{
    /// <summary>The table, a line for each module, and the totals.</summary>
    public override string ToString() => ModuleSummaryText.Format(this);
}

/// <summary>One module of a <see cref="ModuleSummary"/>.</summary>
/// <param name="Name">Its name within the module that contains it; empty for the model itself.</param>
/// <param name="Type">Its type without type arguments.</param>
/// <param name="Depth">How many modules contain it.</param>
/// <param name="Output">The shape of what it made last; null if it was not called, or only by code that does not say so.</param>
/// <param name="Parameters">The number of its own parameters, without those of its parts and those that a row above has.</param>
/// <param name="IsFrozen">Whether it has such parameters and all of them are frozen.</param>
/// <param name="MultiplyAdds">The multiply-adds with its own parameters, and of products without any while it was the innermost module at work.</param>
/// <param name="OutputBytes">The memory of what it made last.</param>
public sealed record ModuleSummaryRow(string Name, string Type, int Depth, Shape? Output, long Parameters, bool IsFrozen, long MultiplyAdds, long OutputBytes);

/// <content>The summary.</content>
public abstract partial class Module<T>
{
    /// <summary>Runs a forward pass in evaluation mode on a tape and says what each module made and cost.</summary>
    /// <remarks>
    /// Nothing is computed by formulas of layers: products say themselves how much they multiply, and each is counted for the module that the parameter in it belongs to.
    /// Afterwards every module is in the mode it was in, and no parameter or buffer has changed.
    /// </remarks>
    /// <param name="forward">The pass, such as <c>() =&gt; model.Forward(x, y)</c>; a <see cref="Layer{T}"/> needs only the shape of its input.</param>
    /// <exception cref="ValueException">The function returned null.</exception>
    public ModuleSummary Summary(Func<Tensor<T>> forward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        var inspector = new SummaryInspector<T>(this);
        var modes = new ModuleModes<T>(this);
        Evaluate();
        using var tape = new Tape<T>();
        var before = Inspector.Attach(inspector);
        var rented = Arena<T>.Current.RentedBytes;
        try
        {
            Inspector.Enter(this);
            var y = forward() ?? throw Errors.SummaryNothing(GetType().Name.Split('`')[0]);
            Inspector.Leave(this, y.Shape);
            return inspector.Summarize(Arena<T>.Current.RentedBytes - rented);
        }
        finally
        {
            Inspector.Attach(before);
            modes.Restore();
        }
    }
}
