namespace AutoGrad;

/// <summary>What becomes of the losses of the single elements or examples.</summary>
public enum LossReduction
{
    /// <summary>Their mean, one number; with class weights the weighted mean.</summary>
    Mean,

    /// <summary>Their sum, one number.</summary>
    Sum,

    /// <summary>They stay as they are.</summary>
    None,
}
