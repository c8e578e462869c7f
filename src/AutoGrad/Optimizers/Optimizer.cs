using System.Numerics;

namespace AutoGrad;

/// <summary>Changes parameters along their gradients. Derive from it and write <see cref="Update"/> in tensor expressions for a method of your own.</summary>
/// <remarks>
/// A step checks everything first and changes nothing when it throws. An update written in tensors runs in a scope of its own, so what it computes on the way goes
/// back to the pool. State is made at a parameter's first update, and after that a step allocates nothing that grows with the parameters.
/// <code>
/// public sealed class SignDescent(ParameterList&lt;double&gt; parameters) : Optimizer&lt;double&gt;(parameters, learningRate: 0.01)
/// {
///     protected override void Update(Parameter&lt;double&gt; parameter, Tensor&lt;double&gt; gradient, OptimizerState&lt;double&gt; state) =>
///         parameter.Assign(parameter - LearningRate * gradient.Sign());
/// }
/// </code>
/// </remarks>
/// <typeparam name="T">The element type.</typeparam>
public abstract partial class Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly OptimizerState<T>?[] states;
    private double learningRate;

    /// <summary>Makes an optimizer of some parameters.</summary>
    /// <exception cref="ValueException">There are no parameters, or the learning rate is negative or not finite.</exception>
    protected Optimizer(ParameterList<T> parameters, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters.Count > 0 ? parameters : throw Errors.NoParameters(Name);
        states = new OptimizerState<T>?[parameters.Count];
        LearningRate = learningRate;
    }

    /// <summary>What is trained.</summary>
    public ParameterList<T> Parameters { get; }

    /// <summary>How far a step goes; may be set before any step, by a schedule for example.</summary>
    /// <exception cref="ValueException">The value is negative or not finite.</exception>
    public double LearningRate
    {
        get => learningRate;
        set => learningRate = NotNegative(value, nameof(LearningRate));
    }

    /// <summary>How many steps were taken.</summary>
    public long Steps { get; private set; }

    /// <summary>Whether a step first looks for NaN and infinity in the gradients and throws, naming the parameter. Costs one more pass over them.</summary>
    public bool RequireFiniteGradients { get; set; }

    /// <summary>The names of the tensors remembered for each parameter, such as <c>momentum</c>; none by default.</summary>
    public virtual IReadOnlyList<string> StateNames => [];

    /// <summary>How many numbers of a step the fused update reads; 0 where updates are written in tensors.</summary>
    private protected virtual int SettingCount => 0;

    /// <summary>The optimizer's name in errors.</summary>
    private string Name => GetType().Name.Split('`')[0];

    /// <summary>Takes one step: every parameter that is not frozen moves by its gradient.</summary>
    /// <remarks>A frozen parameter and what is remembered about it stay as they are: no weight decay, no momentum that runs out. Unfrozen, it goes on from there.</remarks>
    /// <exception cref="ParameterException">The tape saw a parameter that the model does not list; or a parameter has no gradient and the sweep's policy is to throw.</exception>
    /// <exception cref="ScopeEndedException">The tape that the gradients came from has ended, and they were not kept.</exception>
    /// <exception cref="NonFiniteException">A gradient is not finite and <see cref="RequireFiniteGradients"/> is set.</exception>
    public void Step(Gradients<T> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        CheckSettings();

        // A fused update makes nothing that would have to go back.
        using var scope = SettingCount > 0 && !RequireFiniteGradients ? default : new Scope<T>();
        Check(gradients);
        for (var index = 0; index < states.Length; index++)
        {
            var parameter = Parameters[index];
            if (parameter.IsFrozen)
            {
                continue;
            }

            if (!gradients.TryTake(parameter, index, MayLeaveRowsAt(index), out var gradient, out var rows))
            {
                if (gradients.Policy == Unreached.Absent)
                {
                    continue;
                }

                gradient = Tensor.Zeros<T>(parameter.Shape);
            }

            var state = StateAt(index);
            state.Steps++;
            state.Rows = rows;
            UpdateAt(index, gradient, state);
        }

        Steps++;
        Arena<T>.Current.Counts.Steps++;
    }

    /// <summary>What is remembered about a parameter, such as <see cref="Asgd{T}"/>'s average; null before its first update.</summary>
    /// <exception cref="ParameterException">The optimizer does not train the parameter.</exception>
    public OptimizerState<T>? StateOf(Parameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        for (var index = 0; index < states.Length; index++)
        {
            if (ReferenceEquals(Parameters[index], parameter))
            {
                return states[index];
            }
        }

        throw Errors.NotTrained(Name, parameter.Name);
    }

    /// <summary>Changes one parameter, by <see cref="WritableTensor{T}.Assign"/>, and its state. Runs in a scope where nothing is recorded.</summary>
    /// <param name="parameter">The parameter to change.</param>
    /// <param name="gradient">Its gradient, of the same shape.</param>
    /// <param name="state">What was remembered about it: <see cref="StateNames"/>.</param>
    protected abstract void Update(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state);

    /// <summary>The names of the tensors remembered for the parameter at a place.</summary>
    internal virtual IReadOnlyList<string> StateNamesAt(int index) => StateNames;

    /// <summary>Makes the state, zero or as the method begins, of the parameter at a place.</summary>
    internal virtual OptimizerState<T> NewState(int index)
    {
        var state = new OptimizerState<T>(Parameters[index].Shape, StateNames.Count, SettingCount);
        Prepare(state);
        return state;
    }

    /// <summary>Whether a step leaves every row of the parameter at a place as it is, with its state, whose gradient is zero: then only the rows used need be visited.</summary>
    internal virtual bool MayLeaveRowsAt(int index) => LeavesRows;

    /// <summary>Whether the method, with its present settings, changes nothing where the gradient is zero, and updates by <see cref="Fused"/>.</summary>
    private protected virtual bool LeavesRows => false;

    /// <summary>Updates the parameter at a place.</summary>
    internal virtual void UpdateAt(int index, Tensor<T> gradient, OptimizerState<T> state) => Update(Parameters[index], gradient, state);

    /// <summary>Throws for settings that do not go together; for a group of optimizers.</summary>
    internal void CheckAll() => CheckSettings();

    /// <summary>Throws for settings that do not go together; called before a step changes anything.</summary>
    private protected virtual void CheckSettings()
    {
    }

    /// <summary>Prepares new state, which is zero.</summary>
    private protected virtual void Prepare(OptimizerState<T> state)
    {
    }

    /// <summary>Runs a fused update with the step's numbers, given in double and rounded here.</summary>
    private protected static void Fused<TKernel>(Parameter<T> parameter, Tensor<T> gradient, OptimizerState<T> state, params ReadOnlySpan<double> settings)
        where TKernel : unmanaged, IUpdateKernel<T>
    {
        Span<T> rounded = stackalloc T[settings.Length];
        for (var index = 0; index < settings.Length; index++)
        {
            rounded[index] = T.CreateTruncating(settings[index]);
        }

        Launch.Fill(rounded, state.Settings);
        Launch.Update<T, TKernel>(state.Settings, gradient, parameter, state.Tensors, state.Rows);
        parameter.CountWrite();
    }

    /// <summary>A setting that must be zero or more and finite.</summary>
    private protected double NotNegative(double value, string setting) =>
        value >= 0 && double.IsFinite(value) ? value : throw Errors.Setting(Name, setting, value, "It must be zero or more, and finite.");

    /// <summary>A setting that says how much of the old is kept.</summary>
    private protected double Fraction(double value, string setting) =>
        value is >= 0 and < 1 ? value : throw Errors.Setting(Name, setting, value, "It must be at least 0 and less than 1.");

    private OptimizerState<T> StateAt(int index) => states[index] ??= NewState(index);

    private void Check(Gradients<T> gradients)
    {
        List<string>? foreign = null;
        for (var place = 0; place < gradients.LeafCount; place++)
        {
            if (gradients.LeafAt(place) is Parameter<T> parameter && !Parameters.IsOfModel(parameter, likely: place))
            {
                (foreign ??= []).Add(parameter.Name);
            }
        }

        if (foreign is not null)
        {
            throw Errors.NotListed(Name, foreign);
        }

        List<string>? missing = null;
        for (var index = 0; index < states.Length; index++)
        {
            var parameter = Parameters[index];
            if (parameter.IsFrozen)
            {
                continue;
            }

            if (gradients.TryTake(parameter, index, MayLeaveRowsAt(index), out var gradient, out var rows))
            {
                CheckGradient(index, gradient, rows is null ? parameter.Shape : gradient.Shape);
            }
            else
            {
                (missing ??= []).Add(Parameters.PathAt(index));
            }
        }

        if (missing is not null && gradients.Policy == Unreached.Throw)
        {
            throw Errors.NotReached(Name, missing);
        }
    }

    /// <summary>What is wrong is found before any parameter has changed, and not in the middle of the step.</summary>
    private void CheckGradient(int index, Tensor<T> gradient, Shape shape)
    {
        if (!gradient.IsReadable)
        {
            throw Errors.ScopeEnded(gradient.Op, gradient.Shape);
        }

        if (gradient.Shape != shape)
        {
            throw Errors.SameShape($"{Name}.Step for '{Parameters.PathAt(index)}'", shape, gradient.Shape);
        }

        if (RequireFiniteGradients && !Clipping.IsFinite(gradient))
        {
            throw Errors.NonFiniteGradient(Name, Parameters.PathAt(index), Parameters[index].Shape);
        }
    }
}
