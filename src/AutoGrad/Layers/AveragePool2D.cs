using System.Numerics;

namespace AutoGrad;

/// <summary>The mean of each window that slides over the last two axes, height and width; padding counts as zeros.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="size">The height and width of the window.</param>
/// <param name="stride">How far the window moves each time: its size when left out.</param>
/// <param name="padding">How far windows may reach beyond each side: at most half their size.</param>
public sealed class AveragePool2D<T>(int size, int? stride = null, int padding = 0) : Activation<T>(x => x.AveragePool2D(size, stride, padding))
    where T : unmanaged, IFloatingPointIeee754<T>;
